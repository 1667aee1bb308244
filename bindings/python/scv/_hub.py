"""The idiomatic layer: what a Python programmer expects, over the calls of the C ABI."""

import json
import os
import queue
import threading

from ._errors import BY_CODE, Error, InvalidArgument
from ._library import ffi, lib


def version():
    """The version of the library that is loaded."""
    return ffi.string(lib.scv_version()).decode()


class _Call:
    """One call's arguments and what must live until it returns."""

    def __init__(self):
        self._alive = []
        self._raised = None
        self._error = ffi.new("scv_error **")

    def text(self, value):
        """Pointer and length of a text."""
        data = value if isinstance(value, bytes) else str(value).encode()
        buffer = ffi.from_buffer("char[]", data)
        self._alive.append(buffer)
        return buffer, len(data)

    def string(self, value):
        data, size = self.text(value)
        return {"data": data, "size": size}

    def strings(self, values):
        array = ffi.new("scv_str[]", [self.string(value) for value in values])
        self._alive.append(array)
        return array

    def callback(self, signature, function):
        """A callback that stops the call when it raises; the exception is raised again by run()."""

        def guarded(*arguments):
            try:
                return function(*arguments) or 0
            except BaseException as error:  # it goes on in run()
                self._raised = error
                return 1

        handle = ffi.callback(signature, guarded)
        self._alive.append(handle)
        return handle

    def load_options(self, source=None, format=None, mapping=None, own_addresses=(), strict=False, exclusive=False, on_reject=None, on_progress=None, sheet=None):
        options = ffi.new("scv_load_options *")
        self._alive.append(options)
        lib.scv_load_options_init(options, ffi.sizeof("scv_load_options"))
        for name, value in (("source", source), ("format", format), ("mapping", mapping), ("sheet", None if sheet is None else str(sheet))):
            if isinstance(value, dict):
                value = _dump(value)
            if value:
                setattr(options, name, self.string(value))
        options.own_addresses = self.strings(own_addresses)
        options.own_address_count = len(own_addresses)
        options.strict = bool(strict)
        options.exclusive = bool(exclusive)
        if on_reject is not None:

            def rejects(_user, data, size):
                for line in ffi.buffer(data, size)[:].splitlines():
                    on_reject(json.loads(line))

            options.on_rejects = self.callback("scv_sink_fn", rejects)
        options.on_progress = self.progress(on_progress)
        return options

    def progress(self, function):
        """A callback (stage, done, total, unit) where False cancels; NULL for None."""
        if function is None:
            return ffi.NULL

        def progress(_user, stage, done, total, unit):
            return function(ffi.string(stage).decode(), done, total, ffi.string(unit).decode()) is False

        return self.callback("scv_progress_fn", progress)

    def dedupe_options(self, default_region="DE", threads=0, model=None, keep_model=False, labels=None, id_column="", **options):
        given = ffi.new("scv_dedupe_options *")
        self._alive.append(given)
        lib.scv_dedupe_options_init(given, ffi.sizeof("scv_dedupe_options"))
        given.load = self.load_options(**options)
        given.default_region = self.string(default_region)
        given.threads = threads
        given.keep_model = bool(keep_model)
        if model:
            given.model = self.string(_dump(model))
        if labels:
            given.labels = self.string(os.fspath(labels))
        given.id_column = self.string(id_column)
        return given

    def evaluate_options(self, id_column="", cluster_column="", identity_column="", thresholds=None, errors=10, only_truth=False,
                         **options):
        given = ffi.new("scv_evaluate_options *")
        self._alive.append(given)
        lib.scv_evaluate_options_init(given, ffi.sizeof("scv_evaluate_options"))
        given.dedupe = self.dedupe_options(**options)
        given.id_column = self.string(id_column)
        given.cluster_column = self.string(cluster_column)
        given.identity_column = self.string(identity_column)
        if thresholds is not None:
            array = ffi.new("double[]", max(1, len(thresholds)))
            array[0 : len(thresholds)] = list(thresholds)
            self._alive.append(array)
            given.thresholds = array
            given.threshold_count = len(thresholds)
        given.errors = errors
        given.only_truth = bool(only_truth)
        return given

    def paths(self, files):
        """One path or several, as an array and its length."""
        if isinstance(files, (str, bytes, os.PathLike)):
            files = [files]
        return self.strings([os.fspath(path) for path in files]), len(files)

    def keys(self, left, right):
        """Two records, each a pair (source, id), as pointers and lengths."""
        return [part for key in (left, right) for text in key for part in self.text(text)]

    def decision(self, left, right, same, **more):
        keys = [{"source": source, "id": id} for source, id in (left, right)]
        given = {"left": keys[0], "right": keys[1], "verdict": "same" if same else "not_same", **more}
        return self.text(_dump(given))

    def run(self, function, *arguments):
        """Calls the function, with the error as its last argument; raises what went wrong."""
        status = function(*arguments, self._error)
        error, self._error[0] = self._error[0], ffi.NULL
        try:
            if self._raised is not None:
                raise self._raised
            if status != lib.SCV_OK:
                index = lib.scv_error_index(error)
                message = ffi.string(lib.scv_error_message(error)).decode(errors="replace")
                place = ffi.string(lib.scv_error_place(error)).decode(errors="replace")
                kind = BY_CODE.get(ffi.string(lib.scv_status_name(status)).decode(), Error)
                raise kind(message, place, index if index >= 0 else None)
        finally:
            lib.scv_error_free(error)

    def run_for_text(self, function, *arguments):
        """The same for a function whose result is a text; None if there is none."""
        result = ffi.new("scv_buf *")
        self.run(function, *arguments, result)
        try:
            return None if result.data == ffi.NULL else ffi.buffer(result.data, result.size)[:].decode()
        finally:
            lib.scv_buf_free(result)

    def run_for_json(self, function, *arguments):
        text = self.run_for_text(function, *arguments)
        return None if text is None else json.loads(text)


def _dump(value):
    return value if isinstance(value, (str, bytes)) else json.dumps(value, ensure_ascii=False)


_DURABILITY = {"full": 0, "normal": 1}


class Hub:
    """A hub file; ":memory:" keeps it in memory. A context manager, and safe for use by many threads.

    create:         create the file if it does not exist
    read_only:      nothing can be changed
    default_region: region of phone numbers without a country code
    source_rank:    sources from most to least trusted, for golden values
    threads:        for bulk work; 0 is one per core
    model:          a dict or JSON, taken by a hub without records instead of learning; one with records must have it
    durability:     what a change that returned survives: "full" a loss of power, "normal" the end of the process
    """

    def __init__(self, path, *, create=True, read_only=False, default_region="DE", source_rank=(), busy_timeout_ms=5000,
                 cache_bytes=64 << 20, threads=0, model=None, durability="full"):
        self._hub = ffi.NULL
        call = _Call()
        options = ffi.new("scv_hub_options *")
        lib.scv_hub_options_init(options, ffi.sizeof("scv_hub_options"))
        options.create = bool(create)
        options.read_only = bool(read_only)
        options.default_region = call.string(default_region)
        options.source_rank = call.strings(source_rank)
        options.source_rank_count = len(source_rank)
        options.busy_timeout_ms = busy_timeout_ms
        options.cache_bytes = cache_bytes
        options.threads = threads
        if durability not in _DURABILITY:
            raise InvalidArgument(f"durability is 'full' or 'normal', not {durability!r}")
        options.durability = _DURABILITY[durability]
        if model:
            options.model = call.string(_dump(model))
        hub = ffi.new("scv_hub **")
        call.run(lib.scv_hub_open, *call.text(os.fspath(path)), options, hub)
        self._hub = ffi.gc(hub[0], lib.scv_hub_free)

    def close(self):
        """Closes the hub; it may be called more than once."""
        hub, self._hub = self._hub, ffi.NULL
        if hub != ffi.NULL:
            ffi.release(hub)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def load(self, path, **options):
        """Loads a file or a Maildir and returns the report.

        Options: source, format, mapping (a dict or JSON), own_addresses, strict, exclusive (nobody else needs the hub
        meanwhile: an empty one is written once, not twice), on_reject(dict), on_progress(stage, done, total, unit) where
        False cancels, sheet (of workbooks: its name, or its number from 1).
        """
        call = _Call()
        return call.run_for_json(lib.scv_hub_load, self._hub, *call.text(os.fspath(path)), call.load_options(**options))

    def load_records(self, records, **options):
        """Loads dicts (or JSON texts) in one transaction; bad ones are the report's "rejects" with their index."""
        call = _Call()
        batch = ffi.new("scv_batch **")
        call.run(lib.scv_batch_new, self._hub, batch)
        owner = ffi.gc(batch[0], lib.scv_batch_free)
        try:
            for record in records:
                one = _Call()
                one.run(lib.scv_batch_add, owner, *one.text(_dump(record)))
            return call.run_for_json(lib.scv_batch_load, owner, call.load_options(**options))
        finally:
            ffi.release(owner)

    def put(self, record):
        """Stores one record and returns {"identity", "change", "retired"}. Durable on return."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_put, self._hub, *call.text(_dump(record)))

    def put_interaction(self, interaction):
        """Stores one contact; True if it was new."""
        call = _Call()
        is_new = ffi.new("int32_t *")
        call.run(lib.scv_hub_put_interaction, self._hub, *call.text(_dump(interaction)), is_new)
        return bool(is_new[0])

    def remove(self, source, id):
        """Forgets a record as if it had never come; False if there was none."""
        call = _Call()
        removed = ffi.new("int32_t *")
        call.run(lib.scv_hub_remove, self._hub, *call.text(source), *call.text(id), removed)
        return bool(removed[0])

    def get(self, source, id):
        """The record as it was put, or None."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_get, self._hub, *call.text(source), *call.text(id))

    def identity_of(self, source, id):
        """The number of the identity that a record belongs to, or None."""
        call = _Call()
        identity = ffi.new("int64_t *")
        call.run(lib.scv_hub_identity_of, self._hub, *call.text(source), *call.text(id), identity)
        return identity[0] or None

    def identity(self, id):
        """An identity with records, golden values, contact points and interactions, or None."""
        return _Call().run_for_json(lib.scv_hub_identity, self._hub, id)

    def find(self, record=None, *, limit=10, min_weight=-1000.0, exact_only=False, max_candidates=24, max_time_us=0, **attributes):
        """Who fits a record's attributes, best first: find(phone="0351 456789"), find(name="Anna Müller", birthdate="1980-02-29").

        At most max_candidates records are looked at, those that share most first (0: all), for max_time_us (0: no bound).
        """
        call = _Call()
        options = ffi.new("scv_find_options *")
        lib.scv_find_options_init(options, ffi.sizeof("scv_find_options"))
        options.limit = limit
        options.min_weight = min_weight
        options.exact_only = bool(exact_only)
        options.max_candidates = max_candidates
        options.max_time_us = max_time_us
        query = _dump({**(record or {}), **attributes})
        return call.run_for_json(lib.scv_hub_find, self._hub, *call.text(query), options)

    def complete(self, text, *, limit=10):
        """Who fits a text that is still being typed: complete("anna mü")["found"]; "complete" tells whether there are no others."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_complete, self._hub, *call.text(text), limit)

    def why(self, left, right):
        """Why two records, each a pair (source, id), are or are not one customer."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_why, self._hub, *call.keys(left, right))

    def export(self):
        """All identities as dicts, in the order of their ids, while memory stays small. Leaving the loop early is fine."""
        lines = queue.Queue(maxsize=16)
        stopped = threading.Event()

        def offer(item):
            while not stopped.is_set():
                try:
                    lines.put(item, timeout=0.1)
                    return 0
                except queue.Full:
                    continue
            return 1

        def write():
            failure = None
            try:
                self._write(lib.SCV_EXPORT_JSONL, offer)
            except BaseException as error:  # it is raised in the reader's thread
                failure = error
            offer((failure,))

        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        try:
            while not isinstance(item := lines.get(), tuple):
                for line in item.splitlines():
                    yield json.loads(line)
            if item[0] is not None:
                raise item[0]
        finally:
            stopped.set()
            writer.join()

    def export_csv(self, path):
        """Writes a CSV file with a row for each record."""
        with open(path, "wb") as file:
            self._write(lib.SCV_EXPORT_CSV, lambda text: file.write(text) and 0)

    def _write(self, format, take):
        call = _Call()
        sink = call.callback("scv_sink_fn", lambda _user, data, size: take(ffi.buffer(data, size)[:]))
        call.run(lib.scv_hub_export, self._hub, format, sink, ffi.NULL, ffi.NULL)

    def digest(self):
        """A text that is equal for hubs with equal identities."""
        return _Call().run_for_text(lib.scv_hub_digest, self._hub)

    def stats(self):
        """How much the hub holds."""
        return _Call().run_for_json(lib.scv_hub_stats, self._hub)

    def changes(self, after=0, page=1000):
        """What happened to identities after that cursor, in order, up to now; "cursor" of the last one is where to go on next time."""
        while entries := _Call().run_for_json(lib.scv_hub_changes, self._hub, after, page):
            for entry in entries:
                after = entry["cursor"]
                yield entry

    def newest_change(self):
        """The cursor of the newest change; 0 if there is none."""
        call = _Call()
        cursor = ffi.new("int64_t *")
        call.run(lib.scv_hub_newest_change, self._hub, cursor)
        return cursor[0]

    def identity_at(self, id):
        """Today's identities of an id that was given at any time, ascending; [] if none of it is left."""
        return _Call().run_for_json(lib.scv_hub_identity_at, self._hub, id)

    def decide(self, left, right, same, *, by="", note="", time=""):
        """Stores what a person says of two records, each a pair (source, id), and returns the changes that follow from it.

        It outweighs every match weight until it is taken back. `time` is RFC 3339; now, if it is not given. Raises Conflict, with
        the chain of decisions that says the opposite.
        """
        call = _Call()
        return call.run_for_json(lib.scv_hub_decide, self._hub, *call.decision(left, right, same, by=by, note=note, time=time))

    def undecide(self, left, right):
        """Takes a decision back, as if it had never been made; False if there was none."""
        call = _Call()
        undecided = ffi.new("int32_t *")
        call.run(lib.scv_hub_undecide, self._hub, *call.keys(left, right), undecided)
        return bool(undecided[0])

    def decisions(self):
        """All decisions, by key."""
        return _Call().run_for_json(lib.scv_hub_decisions, self._hub)

    def review(self, limit=50):
        """Pairs that a person should look at, those first where a decision is expected to move most records."""
        call = _Call()
        options = ffi.new("scv_review_options *")
        lib.scv_review_options_init(options, ffi.sizeof("scv_review_options"))
        options.limit = limit
        return call.run_for_json(lib.scv_hub_review, self._hub, options)

    def preview_put(self, record):
        """What put() would change: counts, changes and golden values. Nothing is changed."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_preview_put, self._hub, *call.text(_dump(record)))

    def preview_remove(self, source, id):
        """What remove() would change."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_preview_remove, self._hub, *call.text(source), *call.text(id))

    def preview_decide(self, left, right, same):
        """What decide() would change."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_preview_decide, self._hub, *call.decision(left, right, same))

    def preview_undecide(self, left, right):
        """What undecide() would change."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_preview_undecide, self._hub, *call.keys(left, right))

    def relations(self, id):
        """What an identity is related to (household, branch, employer, contact person, possible match), most probable first."""
        return _Call().run_for_json(lib.scv_hub_relations, self._hub, id)

    def timeline(self, id, *, now=""):
        """A customer's contacts in order of time, as conversations and cases, with what was promised and what waits; or None.

        `now` is RFC 3339, of the service's time zone where it names none; the clock's, if it is not given.
        """
        call = _Call()
        return call.run_for_json(lib.scv_hub_timeline, self._hub, id, *call.text(now))

    def brief(self, id, *, now=""):
        """The same in short: what to know before one speaks to the customer; or None."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_brief, self._hub, id, *call.text(now))

    def waiting(self, *, owner="", overdue_only=False, limit=100, now=""):
        """Whom the firm owes what, over all customers and channels, by due time."""
        call = _Call()
        options = ffi.new("scv_waiting_options *")
        lib.scv_waiting_options_init(options, ffi.sizeof("scv_waiting_options"))
        options.now = call.string(now)
        options.owner = call.string(owner)
        options.limit = limit
        options.overdue_only = bool(overdue_only)
        return call.run_for_json(lib.scv_hub_waiting, self._hub, options)

    def cases(self, *, owner="", limit=100, now=""):
        """Cases that are open, over all customers, the oldest first."""
        call = _Call()
        options = ffi.new("scv_cases_options *")
        lib.scv_cases_options_init(options, ffi.sizeof("scv_cases_options"))
        options.now = call.string(now)
        options.owner = call.string(owner)
        options.limit = limit
        return call.run_for_json(lib.scv_hub_cases, self._hub, options)

    def report(self, by="all", *, now=""):
        """What contacts say about the service, a row for each "month", "channel", "reason", "team" or "product"; or one of "all".

        By several, report(["month", "reason"]), it is a dict of such lists.
        """
        call = _Call()
        names = [by] if isinstance(by, str) else list(by)
        if not names:
            return {}
        report = call.run_for_json(lib.scv_hub_report, self._hub, *call.text(",".join(names)), *call.text(now))
        return report if isinstance(by, str) or len(names) > 1 else {names[0]: report}

    def report_contacts(self, figure, by="all", value="", *, now=""):
        """The contacts that one figure of a report's row counts: report_contacts("failure_contacts", "month", "2026-03")."""
        call = _Call()
        arguments = [part for text in (figure, by, value, now) for part in call.text(text)]
        return call.run_for_json(lib.scv_hub_report_contacts, self._hub, *arguments)

    def set_service(self, settings):
        """Service hours, rules and who takes cases, a dict or JSON (docs/service.md); what is not named is as shipped."""
        call = _Call()
        call.run(lib.scv_hub_set_service, self._hub, *call.text(_dump(settings)))

    def service(self):
        """What set_service() was given last; {} if it was not."""
        return _Call().run_for_json(lib.scv_hub_service, self._hub)

    def model(self, version=None):
        """The model that the hub decides by (docs/model.md), the shipped one as long as there is none; or a stored one."""
        if version is None:
            return _Call().run_for_json(lib.scv_hub_model, self._hub)
        return _Call().run_for_json(lib.scv_hub_model_version, self._hub, version)

    def models(self):
        """The stored models, newest first."""
        return _Call().run_for_json(lib.scv_hub_models, self._hub)

    def retrain(self):
        """Fits a new model to today's records, decisions being labels, and returns its version. The active one stays active."""
        call = _Call()
        version = ffi.new("int64_t *")
        call.run(lib.scv_hub_retrain, self._hub, version)
        return version[0]

    def preview_model(self, version):
        """What activate() would change."""
        return _Call().run_for_json(lib.scv_hub_preview_model, self._hub, version)

    def activate(self, version):
        """Decides everything anew under a stored model; activating the one before is the way back."""
        _Call().run(lib.scv_hub_activate, self._hub, version)

    def drift(self):
        """How far the active model's statistics are from today's records."""
        return _Call().run_for_json(lib.scv_hub_drift, self._hub)

    def check(self, on_progress=None):
        """Looks whether the file is whole: {"ok", "problems", …}. Changes nothing, and others may use the hub meanwhile."""
        call = _Call()
        return call.run_for_json(lib.scv_hub_check, self._hub, call.progress(on_progress), ffi.NULL, ffi.NULL)

    def backup(self, path, on_progress=None):
        """Writes the hub as it is now into a new file; others may use it meanwhile."""
        call = _Call()
        call.run(lib.scv_hub_backup, self._hub, *call.text(os.fspath(path)), call.progress(on_progress), ffi.NULL, ffi.NULL)

    def cancel(self):
        """Stops a load, search, export, check or backup that runs in another thread; it raises Cancelled there."""
        lib.scv_hub_cancel(self._hub)


def inspect(path, **options):
    """What libscv recognises in a file, and why; "mapping" of the result may be edited and given to load()."""
    call = _Call()
    return call.run_for_json(lib.scv_inspect, *call.text(os.fspath(path)), call.load_options(**options))


def dedupe(inputs, output, **options):
    """Writes each row of the files with its identity and match weight to `output`, and returns the report.

    Options: default_region, threads, model (a dict or JSON, used as it is), keep_model (the report has the "model" that was used),
    labels (a table of judged pairs, or of ids and clusters), id_column (what names the rows to labels), and those of Hub.load.
    """
    call = _Call()
    files, count = call.paths(inputs)
    return call.run_for_json(lib.scv_dedupe, files, count, *call.text(os.fspath(output)), call.dedupe_options(**options))


def profile(inputs, **options):
    """What matching sees in the files, and what it makes of it: columns, keys, the model. Options: those of dedupe."""
    call = _Call()
    files, count = call.paths(inputs)
    return call.run_for_json(lib.scv_profile, files, count, call.dedupe_options(**options))


def compare(left, right, *, default_region="DE", model=None):
    """Why two records (dicts) are or are not one customer by the model alone, with no hub; `model` is a dict or JSON."""
    call = _Call()
    options = ffi.new("scv_compare_options *")
    lib.scv_compare_options_init(options, ffi.sizeof("scv_compare_options"))
    options.default_region = call.string(default_region)
    if model:
        options.model = call.string(_dump(model))
    return call.run_for_json(lib.scv_compare, *call.text(_dump(left)), *call.text(_dump(right)), options)


def evaluate(truth, inputs, **options):
    """Matches the files as dedupe does and measures the identities against a truth, a table with id and cluster.

    Options: id_column, cluster_column, thresholds (of the curve), errors (how many to explain), only_truth, and those of dedupe.
    """
    return _evaluate(lib.scv_evaluate, truth, inputs, options)


def evaluate_result(truth, results, **options):
    """Measures identities that exist: tables with id and identity. Options: id_column, cluster_column, identity_column, only_truth."""
    return _evaluate(lib.scv_evaluate_result, truth, results, options)


def _evaluate(function, truth, files, options):
    call = _Call()
    given = call.evaluate_options(**options)
    paths, count = call.paths(files)
    return call.run_for_json(function, *call.text(os.fspath(truth)), paths, count, given)
