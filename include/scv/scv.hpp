#pragma once

// All of the C++ API.

#include "scv/care.hpp"
#include "scv/compare.hpp"
#include "scv/contact.hpp"
#include "scv/dedupe.hpp"
#include "scv/error.hpp"
#include "scv/evaluate.hpp"
#include "scv/hub.hpp"
#include "scv/identity.hpp"
#include "scv/inspect.hpp"
#include "scv/interaction.hpp"
#include "scv/profile.hpp"
#include "scv/record.hpp"
#include "scv/service.hpp"
#include "scv/stewardship.hpp"
#include "scv/version.hpp"
