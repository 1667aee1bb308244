#!/usr/bin/env bash
# Every command from outside: what it prints, what it ends with. Arguments: the program, a folder to write to.
set -euo pipefail
scv=$1
. "$(dirname "$0")/support.bash"
cd "$2"
unset SCV_DB NO_COLOR
export LC_ALL=C.UTF-8

cat >crm.csv <<'CSV'
id;Vorname;Nachname;Geburtsdatum;E-Mail;Telefon;Straße;PLZ;Ort
1;Anna;Müller;1980-02-29;anna@example.org;0351 456789;Hauptstr. 5;01067;Dresden
2;Boris;Petrov;1975-07-01;boris@example.org;+359 2 981 2345;ул. Витоша 1;1000;София
3;Anna;Mueller;29.02.1980;anna@example.org;0351/45 67 89;Hauptstraße 5;01067;Dresden
CSV
printf '{"id":"s1","name":"Anna Müller","email":"anna@example.org"}\n{"id":"s2",\n{"id":"s3","name":"Evil\\u001b[31m Name","email":"evil@example.org"}\n' >shop.jsonl
cat >calls.jsonl <<'JSONL'
{"source":"phone","id":"c2","channel":"call","direction":"outbound","time":"2026-03-02T09:30:00+01:00","participants":[{"role":"to","kind":"phone","value":"0351456789"}],"duration_s":95,"outcome":"answered"}
{"source":"phone","id":"c1","channel":"call","direction":"inbound","time":"2026-03-01T10:00:00+01:00","participants":[{"role":"from","kind":"phone","value":"+49351456789"}],"outcome":"missed"}
JSONL

# usage and help
ends 2 "$scv"
has 'scv: ' err
ends 2 "$scv" load
has "scv load --help" err
ends 2 "$scv" nonsense
ends 2 "$scv" export --format xml
ends 2 "$scv" show
ends 2 "$scv" find
ends 0 "$scv" --help
has 'Exit codes'
for command in load dedupe evaluate inspect profile show find why relations compare export put remove review decide undecide \
  decisions changes identity-at brief timeline waiting cases report service model models stats digest check backup version; do
  ends 0 "$scv" "$command" --help
  has 'Example:'
  silent
done
ends 0 "$scv" version
version=$(cut -d' ' -f2 out)
ends 0 "$scv" version --json
json "d['version'] == '$version'"

# a hub that is not there is not made by looking at it
ends 3 "$scv" stats
ends 3 "$scv" show 1
[[ ! -e hub.scv ]] || fail "looking made a hub"

# inspect, and a mapping that load takes
ends 0 "$scv" inspect crm.csv --mapping-out mapping.json
has family_name
ends 0 "$scv" inspect crm.csv --json
json "{c['name']: c['role'] for c in d['columns']}['Nachname'] == 'family_name'"
ends 3 "$scv" inspect absent.csv
has 'scv: absent.csv: ' err

# load: sums, rejects, no colour and no progress bar in a pipe
ends 0 "$scv" load crm.csv --mapping mapping.json --db other.scv
has "3 loaded + 0 rejected = 3 read"
ends 0 "$scv" load crm.csv shop.jsonl --rejects rejects.jsonl
has '5 loaded + 1 rejected = 6 read'
has 'shop.jsonl:2'
lacks $'\x1b'
silent
[[ $(wc -l <rejects.jsonl) -eq 1 ]] || fail "one reject, one line"
cp rejects.jsonl out
json "d['line'] == 2 and d['code'] == 'parse' and d['reason'] and d['raw'].startswith('{')"
ends 0 "$scv" load crm.csv --json
json "(d['read'], d['loaded'], d['rejected'], d['files'][0]['records_unchanged']) == (3, 3, 0, 3)"
ends 0 "$scv" load calls.jsonl
has '2 contacts (2 new)'
ends 3 "$scv" load absent.csv crm.csv
has 'scv: absent.csv: ' err
has '3 loaded + 0 rejected = 3 read'
ends 3 "$scv" load absent.csv also_absent.csv --db absent.scv
has 'also_absent.csv: there is no such file' err
[[ ! -e absent.scv ]] || fail "a hub of nothing was made"
ends 1 "$scv" load shop.jsonl --strict --db strict.scv
has 'shop.jsonl:2' err
ends 0 "$scv" stats --db strict.scv --json
json "d['records'] == 0"

# show
ends 0 "$scv" show crm/1
has 'Anna Müller'
has '2 contacts'
has '2026-03-01 10:00  ☎ ← call'
has '2026-03-02 09:30  ☎ → call'
has '1:35 min, answered'
lacks $'\x1b'
[[ $(grep -n '2026-03-01 10:00' out | cut -d: -f1) -lt $(grep -n '2026-03-02 09:30' out | cut -d: -f1) ]] || fail "not in order of time"
ends 0 env LC_ALL=C "$scv" show crm/1
has '2026-03-01 10:00  T <- call'
ends 0 "$scv" show crm/1 --json
json "{('crm', '1'), ('crm', '3'), ('shop', 's1')} <= {(k['source'], k['id']) for k in d['records']}"
anna=$(key "d['id']")
for by in --email=ANNA@example.org --phone=0351/456789 "--name=Anna Müller" "$anna"; do
  ends 0 "$scv" show "$by" --json
  json "d['id'] == $anna"
done
ends 1 "$scv" show --email nobody@example.net
ends 1 "$scv" show 999999
ends 1 "$scv" show crm/0
ends 0 "$scv" show shop/s3
lacks $'\x1b'

# find
ends 0 "$scv" find Anna Müller 1980-02-29 01067
has "$anna"
ends 0 "$scv" find --phone '+49 351 456789' --limit 1 --json
json "[f['identity'] for f in d] == [$anna]"
ends 1 "$scv" find --email nobody@example.net
ends 0 "$scv" find --prefix 'anna mü'
has 'Anna Müller'
ends 0 "$scv" find --prefix '0351 45' --json
json "d['found'][0]['matched'] == '+49351456789' and d['complete']"
ends 1 "$scv" find --prefix nobody
ends 0 "$scv" find Anna Müler --max-candidates 1 --budget 1000000

# why
ends 0 "$scv" why crm/1 crm/3
has 'are one identity'
ends 0 "$scv" why crm/1 crm/2 --json
json "d['same_identity'] is False and abs(d['prior'] + sum(e['weight'] for e in d['evidence']) - d['match_weight']) < 1e-6"
ends 0 "$scv" show crm/2 --json
boris=$(key "d['id']")
ends 0 "$scv" why "$anna" "$boris"
has 'are not one identity'
ends 1 "$scv" why crm/1 crm/0
has 'crm/0' err
ends 2 "$scv" why crm/1 nonsense

# export, stats, digest, SCV_DB
ends 0 "$scv" export
identities=$(wc -l <out)
ends 0 "$scv" stats --json
json "d['identities'] == $identities and d['interactions'] == 2"
ends 0 "$scv" export --format csv -o export.csv
head -1 export.csv >out
has 'identity,source,id'
if [[ -e /dev/full ]]; then
  ends 3 bash -c '"$1" export >/dev/full' _ "$scv"
  ends 3 "$scv" export -o /dev/full
fi
ends 0 "$scv" digest
digest=$(cat out)
mv hub.scv renamed.scv
ends 0 env SCV_DB=renamed.scv "$scv" digest --json
json "d['digest'] == '$digest'"

# check, backup
ends 0 "$scv" check --db renamed.scv
has 'no problems'
ends 0 "$scv" check --db renamed.scv --json
json "d['ok'] and d['complete'] and d['problems'] == [] and d['digest'] == '$digest'"
ends 0 "$scv" backup copy.scv --db renamed.scv
ends 0 "$scv" digest --db copy.scv
[[ $(cat out) == "$digest" ]] || fail "the copy is another hub"
ends 0 "$scv" check --db copy.scv
ends 3 "$scv" backup copy.scv --db renamed.scv
has 'exists' err
ends 2 "$scv" backup --db renamed.scv
/usr/bin/python3 -c "import sqlite3; c = sqlite3.connect('copy.scv'); c.execute('DELETE FROM member WHERE record=2'); c.commit()"
ends 1 "$scv" check --db copy.scv
has 'member 2: record crm/2: the record belongs to no identity'
ends 1 "$scv" check --db copy.scv --json
json "not d['ok'] and d['problem_count'] == len(d['problems']) and d['problems'][0]['record'] == 'crm/2'"
rm -f copy.scv*

# remove
ends 0 "$scv" remove crm 2 --db renamed.scv
ends 1 "$scv" remove crm 2 --db renamed.scv
ends 0 "$scv" digest --db renamed.scv
[[ $(cat out) != "$digest" ]] || fail "the digest is the same after a removal"

# dedupe
ends 0 "$scv" dedupe crm.csv -o deduped.csv
has '3 loaded + 0 rejected = 3 read'
has '2 identities'
[[ $(wc -l <deduped.csv) -eq 4 ]] || fail "three rows and a header"
head -1 deduped.csv >out
has 'identity'
# what is no file is written to and stays what it is
mkfifo pipe
cat pipe >through-pipe.csv &
ends 0 "$scv" dedupe crm.csv -o pipe
wait
[[ -p pipe ]] || fail "the output replaced a pipe"
cmp -s through-pipe.csv deduped.csv || fail "a pipe got something else than a file"
ends 0 "$scv" dedupe crm.csv
[[ $(wc -l <out) -eq 4 ]] || fail "rows on standard output"
has '= 3 read' err
ends 3 "$scv" dedupe absent.csv -o deduped.csv

# a model as a file, and labels
ends 0 "$scv" dedupe crm.csv -o learned.csv --save-model model.json
cmp -s learned.csv deduped.csv || fail "keeping the model changed the result"
ends 0 "$scv" dedupe crm.csv -o given.csv --model model.json --json
json "'model' not in d and d['identities'] == 2"
cmp -s learned.csv given.csv || fail "the model that was saved gives another result"
sed 's/"duplicates":[0-9.e-]*/"duplicates":-1/' model.json >bad.json
ends 3 "$scv" dedupe crm.csv -o given.csv --model bad.json
has 'bad.json: model: duplicates is negative' err
ends 3 "$scv" compare '{"name":"A"}' '{"name":"B"}' --model bad.json
has 'bad.json' err
ends 0 "$scv" load crm.csv --model model.json --db other-model.scv
ends 0 "$scv" model other-model.scv
cmp -s out model.json || fail "the hub has another model than the one given"
ends 0 "$scv" load crm.csv --model model.json --db other-model.scv
sed 's/"threshold":[0-9.]*/"threshold":7.5/' model.json >other.json
ends 3 "$scv" load crm.csv --model other.json --db other-model.scv
has 'another model' err
rm -f other-model.scv*
ends 3 "$scv" model absent.scv
printf 'id_l,id_r,match\n1,3,1\n1,2,0\n1,7,0\n' >labels.csv
ends 0 "$scv" dedupe crm.csv -o labelled.csv --labels labels.csv
has '2 labels used + 1 rejected = 3 read: 1 match, 1 non-match'
has "labels.csv:4: id '7' is in no row"
ends 1 "$scv" dedupe crm.csv -o labelled.csv --labels labels.csv --strict
has 'labels.csv:4' err
ends 3 "$scv" dedupe crm.csv -o labelled.csv --labels labels.csv --model model.json

printf 'id,cluster\n1,A\n2,B\n3,A\n' >labelled-truth.csv
ends 0 "$scv" evaluate --truth labelled-truth.csv crm.csv --labels labels.csv --save-model model2.json
has '2 labels used + 1 rejected = 3 read'
ends 0 "$scv" evaluate --truth labelled-truth.csv crm.csv --model model2.json --json
json "d['figures']['f1'] == 1 and 'labels' not in d"
ends 1 "$scv" evaluate --truth labelled-truth.csv crm.csv --labels labels.csv --strict
ends 2 "$scv" evaluate --truth labelled-truth.csv --result deduped.csv --model model2.json

# profile
ends 0 "$scv" profile crm.csv
has 'Nachname'
has 'identifies'
has ', threshold +'
silent
ends 0 "$scv" profile crm.csv --json
json "d['rows'] == 3 and d['columns'][0]['use'] == 'takes no part' and d['keys'] and d['comparisons']"
ends 3 "$scv" profile absent.csv

# evaluate: figures worked out by hand, and the same for the file that dedupe wrote
printf 'id,cluster\n1,A\n3,A\n2,B\n' >truth.csv
ends 0 "$scv" evaluate --truth truth.csv crm.csv
has '3 rows, 2 true clusters, 1 true pair'
has 'default'
lacks $'\x1b'
silent
ends 0 "$scv" evaluate --truth truth.csv crm.csv --json --thresholds 0,40
json "(d['figures']['precision'], d['figures']['recall'], d['figures']['b3_f1'], d['figures']['exact_clusters']) == (1, 1, 1, 2)"
json "[p['threshold'] for p in d['curve'] if not p['is_default']] == [0, 40] and d['curve'][-1]['figures']['recall'] == 0"
json "d['blocking_recall'] == 1 and d['seconds'] > 0 and d['peak_memory_bytes'] > 1e6"
cp deduped.csv result.csv
ends 0 "$scv" evaluate --truth truth.csv --result result.csv --json
json "d['figures']['f1'] == 1 and not d['matched'] and 'curve' not in d"
printf 'id,cluster\n1,A\n3,B\n2,B\n' >wrong.csv
ends 0 "$scv" evaluate --truth wrong.csv crm.csv --json
json "d['figures']['f1'] == 0 and d['missed_not_compared'] + d['missed_below_threshold'] == 1"
json "[p['kind'] for p in d['false_links']] == ['false link'] and d['false_links'][0]['why']['evidence']"
json "{d['false_links'][0][s]['line'] for s in ('left', 'right')} == {2, 4} and len(d['missed_pairs']) == 1"
ends 0 "$scv" evaluate --truth wrong.csv crm.csv
has 'False links'
has 'Missed pairs'
ends 1 "$scv" evaluate --truth wrong.csv crm.csv --min-f1 0.5
printf 'Kunde;Person\n1;A\n3;A\n2;B\n' >named.csv
ends 0 "$scv" evaluate --truth named.csv crm.csv --json
json "d['figures']['f1'] == 1"
printf 'id,cluster\n1,A\n3,A\n' >short.csv
ends 3 "$scv" evaluate --truth short.csv crm.csv
has 'scv: crm.csv:3: the truth does not name id' err
ends 0 "$scv" evaluate --truth short.csv crm.csv --only-truth --json
json "d['unlabelled'] == 1 and d['figures']['identities'] == 1"
printf 'id,cluster\n1,A\n3,A\n2,B\n4,B\n' >long.csv
ends 3 "$scv" evaluate --truth long.csv crm.csv
has "scv: long.csv:5: id '4' of the truth is in no row" err
printf 'id,cluster\n1,A\n3,A\n1,B\n' >twice.csv
ends 3 "$scv" evaluate --truth twice.csv crm.csv
has "scv: twice.csv:4: id '1' is in the truth twice; the first time in twice.csv:2" err
printf 'id,x,y\n1,A,A\n' >columns.csv
ends 3 "$scv" evaluate --truth columns.csv crm.csv
has "no column 'cluster'" err
printf 'id,cluster\n' >none.csv
ends 3 "$scv" evaluate --truth none.csv crm.csv
has 'has no rows' err
ends 3 "$scv" evaluate --truth truth.csv crm.csv crm.csv
has 'is in two rows' err
ends 3 "$scv" evaluate --truth truth.csv --result crm.csv
has "no column 'identity'" err
printf 'id,cluster\ns1,A\ns3,B\n' >shop-truth.csv
ends 1 "$scv" evaluate --truth shop-truth.csv shop.jsonl --strict
has 'shop.jsonl:2' err
ends 0 "$scv" evaluate --truth shop-truth.csv shop.jsonl
has '1 row rejected'
ends 2 "$scv" evaluate --truth truth.csv
ends 2 "$scv" evaluate --truth truth.csv crm.csv --result result.csv

# compare
ends 0 "$scv" compare '{"name":"Anna Müller","birthdate":"1980-02-29"}' '{"name":"Mueller, Anna","birthdate":"29.02.1980"}'
has 'are one identity'
echo '{"name":"Boris Petrov"}' >boris.json
ends 0 "$scv" compare '{"name":"Anna Müller"}' boris.json --json
json "d['same_identity'] is False and abs(d['prior'] + sum(e['weight'] for e in d['evidence']) - d['match_weight']) < 1e-6"
ends 3 "$scv" compare '{"name":' boris.json
ends 3 "$scv" compare absent.json boris.json

ls ./*.scv | grep -vE '^./(renamed|other|strict|copy).scv' >out || true
silent out

# on a terminal: a progress bar on standard error, and colours unless NO_COLOR is set
on_terminal() {
  /usr/bin/python3 - "$@" <<'PYTHON'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
text = b""
while True:
    try:
        piece = os.read(fd, 4096)
    except OSError:
        break
    if not piece:
        break
    text += piece
sys.stdout.buffer.write(text)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PYTHON
}
export TERM=xterm
ends 0 on_terminal "$scv" load crm.csv --db renamed.scv
has $'\r'
has $'\x1b[1m'
ends 0 env NO_COLOR=1 /usr/bin/python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' "$scv" stats --db renamed.scv
lacks $'\x1b['

# dedupe leaves its inputs as they are
cp crm.csv mine.csv
ends 3 "$scv" dedupe mine.csv shop.jsonl -o ./mine.csv
has 'the output is one of the inputs' err
cmp crm.csv mine.csv || fail "the input was written to"

# a search that its budget cut short says so
ends 0 "$scv" load crm.csv --db short.scv
ends 1 "$scv" find Anna --budget 1 --db short.scv
has 'cut short' err
lacks 'nobody was found' err

# numbers that are none, and two ways to name somebody at once
ends 2 "$scv" identity-at 0
has 'no whole number above 0' err
ends 2 "$scv" show 1 --email anna@example.org
has 'name someone by ID, or' err

# an interaction is put as one; a hub can begin with its settings
ends 0 "$scv" service '{"service_hours":{"time_zone":"Europe/Berlin"}}' --db begun.scv
ends 0 "$scv" put "$(head -1 calls.jsonl)" --db begun.scv
has 'an interaction that is new'
ends 0 "$scv" put "$(head -1 calls.jsonl)" --json --db begun.scv
json "d == {'new': False}"
ends 2 "$scv" put "$(head -1 calls.jsonl)" --preview --db begun.scv
ends 0 "$scv" put <(echo '{"source": "crm", "id": "9", "name": "Ida Pohl"}') --db begun.scv
has 'crm/9: created'
ends 0 "$scv" stats --json --db begun.scv
json "d['interactions'] == 1"

echo "all commands did as they say"
