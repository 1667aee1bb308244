/* Two records compared without a hub; identities measured against a truth. Argument: a folder to write to. */

#include "check.h"

static void compare(void) {
  scv_error* error = NULL;
  scv_buf why = {NULL, 0};
  CHECK_OK(
      scv_compare(TEXT("{\"name\":\"Anna M\xC3\xBCller\",\"birthdate\":\"1980-02-29\",\"email\":\"anna@example.org\"}"),
                  TEXT("{\"name\":\"Mueller, Anna\",\"birthdate\":\"29.02.1980\",\"email\":\"anna@example.org\"}"),
                  NULL, &why, &error));
  CHECK(contains(&why, "\"same_identity\":true"));
  scv_buf_free(&why);
  CHECK_OK(
      scv_compare(TEXT("{\"name\":\"Anna M\xC3\xBCller\"}"), TEXT("{\"name\":\"Boris Petrov\"}"), NULL, &why, &error));
  CHECK(contains(&why, "\"same_identity\":false"));
  scv_buf_free(&why);

  CHECK_STATUS(scv_compare(TEXT("{"), TEXT("{}"), NULL, &why, NULL), SCV_PARSE);
  scv_compare_options options;
  CHECK_STATUS(scv_compare_options_init(&options, sizeof options), SCV_OK);
  options.model = (scv_str){TEXT("no model")};
  CHECK_STATUS(scv_compare(TEXT("{}"), TEXT("{}"), &options, &why, NULL), SCV_PARSE);
  CHECK(why.data == NULL);
}

static void evaluate(const char* folder) {
  const char *input = in_folder(folder, "in.csv"), *truth = in_folder(folder, "truth.csv"),
             *result = in_folder(folder, "result.csv"), *other = in_folder(folder, "other.csv");
  write_file(
      input,
      "id,name,email\n1,Anna M\xC3\xBCller,anna@example.org\n2,Mueller Anna,anna@example.org\n3,Boris,b@example.org\n");
  write_file(truth, "id,cluster\n1,A\n2,A\n3,B\n");
  write_file(result, "id,identity\n1,1\n2,2\n3,2\n");
  write_file(other, "id,cluster\n1,A\n2,A\n4,B\n");
  scv_error* error = NULL;
  scv_buf report = {NULL, 0};
  const scv_str inputs[] = {{input, strlen(input)}}, results[] = {{result, strlen(result)}};

  CHECK_OK(scv_evaluate(truth, strlen(truth), inputs, 1, NULL, &report, &error));
  CHECK(contains(&report, "\"figures\":{\"identities\":2,\"largest_identity\":2,\"exact_clusters\":2"));
  CHECK(contains(&report, "\"threshold\":-4,"));
  scv_buf_free(&report);

  scv_evaluate_options options;
  CHECK_STATUS(scv_evaluate_options_init(&options, sizeof options), SCV_OK);
  const double thresholds[] = {3};
  options.thresholds = thresholds;
  options.threshold_count = 1;
  CHECK_OK(scv_evaluate(truth, strlen(truth), inputs, 1, &options, &report, &error));
  CHECK(contains(&report, "\"threshold\":3,") && !contains(&report, "\"threshold\":-4,"));
  scv_buf_free(&report);

  CHECK_OK(scv_evaluate_result(truth, strlen(truth), results, 1, NULL, &report, &error));
  CHECK(contains(&report, "\"correct_pairs\":0,\"precision\":0,\"recall\":0,"));
  CHECK(contains(&report, "\"matched\":false"));
  scv_buf_free(&report);

  CHECK_STATUS(scv_evaluate(other, strlen(other), inputs, 1, NULL, &report, &error), SCV_INVALID_ARGUMENT);
  CHECK(strstr(scv_error_place(error), "in.csv:4") != NULL && strstr(scv_error_message(error), "'3'") != NULL);
  CHECK(report.data == NULL);
  scv_error_free(error);
}

/* A model that is kept, given back, and taken by a hub; labels; what matching sees. */
static void learn(const char* folder) {
  const char *input = in_folder(folder, "learn.csv"), *labels = in_folder(folder, "labels.csv"),
             *output = in_folder(folder, "out.csv");
  write_file(input,
             "id,name,email\n1,Anna Berg,anna@example.org\n2,Berg Anna,anna@example.org\n3,Boris,b@example.org\n");
  write_file(labels, "id_l,id_r,match\n1,2,1\n1,3,0\n1,9,0\n");
  scv_error* error = NULL;
  scv_buf report = {NULL, 0}, model = {NULL, 0};
  const scv_str inputs[] = {{input, strlen(input)}};
  scv_dedupe_options options;
  CHECK_STATUS(scv_dedupe_options_init(&options, sizeof options), SCV_OK);
  options.keep_model = 1;
  options.labels = (scv_str){labels, strlen(labels)};
  CHECK_OK(scv_dedupe(inputs, 1, output, strlen(output), &options, &report, &error));
  CHECK(contains(&report, "\"labels\":{\"read\":3,\"used\":2,\"rejected\":1,\"matches\":1,\"non_matches\":1,"));
  CHECK(contains(&report, "\"model\":{"));
  scv_buf_free(&report);

  options.model = (scv_str){TEXT("{}")};
  CHECK_STATUS(scv_dedupe(inputs, 1, output, strlen(output), &options, &report, NULL), SCV_INVALID_ARGUMENT);
  options.labels = (scv_str){NULL, 0};
  CHECK_STATUS(scv_dedupe(inputs, 1, output, strlen(output), &options, &report, NULL), SCV_PARSE);

  scv_hub* hub = NULL;
  CHECK_OK(scv_hub_open(TEXT(":memory:"), NULL, &hub, &error));
  CHECK_OK(scv_hub_model(hub, &model, &error));
  scv_hub_free(hub);
  CHECK(contains(&model, "\"format\":1"));
  options.model = (scv_str){model.data, model.size};
  CHECK_OK(scv_profile(inputs, 1, &options, &report, &error));
  CHECK(contains(&report, "\"rows\":3,") && contains(&report, "\"use\":\"identifies\"") &&
        contains(&report, "\"kind\":\"email\""));
  scv_buf_free(&report);
  scv_hub_options hub_options;
  CHECK_STATUS(scv_hub_options_init(&hub_options, sizeof hub_options), SCV_OK);
  hub_options.model = options.model;
  CHECK_OK(scv_hub_open(TEXT(":memory:"), &hub_options, &hub, &error));
  scv_hub_free(hub);
  hub_options.model = (scv_str){TEXT("no model")};
  CHECK_STATUS(scv_hub_open(TEXT(":memory:"), &hub_options, &hub, NULL), SCV_PARSE);
  CHECK(hub == NULL);
  scv_buf_free(&model);
  CHECK_STATUS(scv_hub_model(NULL, &model, NULL), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_profile(inputs, 1, NULL, NULL, NULL), SCV_INVALID_ARGUMENT);
}

int main(int count, char** arguments) {
  CHECK(count == 2);
  compare();
  evaluate(arguments[1]);
  learn(arguments[1]);
  return 0;
}
