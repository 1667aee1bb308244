#!/usr/bin/env bash
# What people decide, are asked and are told, from outside. Arguments: the program, a folder to write to.
set -euo pipefail
scv=$1
. "$(dirname "$0")/support.bash"
cd "$2"
unset SCV_DB NO_COLOR
export LC_ALL=C.UTF-8

cat >crm.csv <<'CSV'
id;Vorname;Nachname;Geburtsdatum;E-Mail;Firma;PLZ;Ort
1;Anna;Müller;1980-02-29;anna@example.org;;01067;Dresden
2;Anna;Mueller;29.02.1980;anna@example.org;;01067;Dresden
3;Boris;Petrov;1975-07-01;boris@example.org;;04109;Leipzig
CSV
ends 0 "$scv" load crm.csv
ends 0 "$scv" digest
digest=$(cat out)

# put: created, replaced, unchanged; a preview changes nothing
anna='{"source":"shop","id":"s1","name":"Anna Müller","email":"anna@example.org"}'
ends 0 "$scv" put "$anna" --preview
has 'Nothing is changed yet.'
has 'shop/s1'
ends 0 "$scv" put "$anna" --preview --json
json "d['identities_before'] == d['identities_after'] == 2 and [c['kind'] for c in d['changes'] if c['kind'] == 'joined']"
ends 0 "$scv" digest
[[ $(cat out) == "$digest" ]] || fail "a preview changed the hub"
ends 0 "$scv" put "$anna"
has 'shop/s1: joined, identity 1'
ends 0 "$scv" put "$anna"
has 'unchanged'
printf '%s' "$anna" >anna.json
ends 0 "$scv" put anna.json --json
json "d['change'] == 'none' and d['identity'] == 1"
ends 3 "$scv" put '{"source":'
ends 3 "$scv" put '{"name":"Anna"}'
has 'needs a source and an id' err
ends 3 "$scv" put absent.json
ends 0 "$scv" remove shop s1 --preview
has 'left'
ends 0 "$scv" remove shop s1
ends 0 "$scv" remove shop s1 --preview
has 'No identity would change.'

# decide, decisions, undecide
ends 0 "$scv" decide same crm/1 crm/3 --preview
has '2 → 1 identity; 1 record would go to another identity'
ends 0 env LC_ALL=C "$scv" decide same crm/1 crm/3 --preview
has '2 -> 1 identity'
ends 0 "$scv" decide same crm/1 crm/3 --preview --json
json "d['identities_after'] == 1 and d['golden']"
ends 1 "$scv" decisions
ends 0 "$scv" show crm/3 --json
boris=$(key "d['id']")
ends 0 "$scv" decide same crm/3 crm/1 --by anna --note 'asked on the phone'
has 'crm/3 and crm/1 are one customer'
has 'into 1'
ends 0 "$scv" show crm/3 --json
json "d['id'] == 1"
ends 0 "$scv" decisions
has 'asked on the phone'
ends 0 "$scv" decisions --json
json "[(d['left']['id'], d['right']['id'], d['verdict'], d['by']) for d in d] == [('1', '3', 'same', 'anna')]"
ends 0 "$scv" identity-at "$boris" --json
json "d == [1]"
ends 0 "$scv" identity-at "$boris"
has 'Anna'
ends 1 "$scv" identity-at 999
ends 0 "$scv" show "$boris" --json
json "d['id'] == 1"
ends 0 "$scv" decide same crm/1 crm/2 --json
ends 3 "$scv" decide not-same crm/2 crm/3
has 'crm/1 is the same as crm/2' err
has 'crm/1 is the same as crm/3 (anna, ' err
ends 0 "$scv" undecide crm/1 crm/3 --preview
has '1 → 2 identities'
ends 0 "$scv" undecide crm/3 crm/1
ends 1 "$scv" undecide crm/3 crm/1
ends 0 "$scv" undecide crm/1 crm/2 --json
json "d == {'undecided': True}"
ends 0 "$scv" digest
[[ $(cat out) == "$digest" ]] || fail "what was taken back is still there"
ends 0 "$scv" decide same crm/3 crm/later
has 'crm/later is not in the hub'
ends 0 "$scv" undecide crm/3 crm/later
ends 2 "$scv" decide perhaps crm/1 crm/3
ends 2 "$scv" decide same crm/1 nonsense
has "'nonsense' is no record" err
ends 2 "$scv" decide same crm/1 crm/1

# changes: in order, from a cursor on, followed while another process writes
ends 0 "$scv" changes
has 'created'
has 'merged   into 1'
[[ $(head -1 out | cut -d' ' -f1) == 1 ]] || fail "the feed does not begin with 1"
last=$(tail -1 out | cut -d' ' -f1)
[[ $(wc -l <out) -eq $last ]] || fail "the cursors have gaps"
ends 0 "$scv" changes --after $((last - 1)) --json
json "d['cursor'] == $last and d['kind'] and d['time'].endswith('Z')"
ends 0 "$scv" changes --after "$last"
silent out
ends 0 "$scv" changes --limit 2
[[ $(wc -l <out) -eq 2 ]] || fail "two changes were asked for"
ends 2 "$scv" changes --after -1
"$scv" changes --after "$last" --follow --limit 2 --json >followed &
follower=$!
ends 0 "$scv" put '{"source":"shop","id":"s2","name":"Greta Ottenbacher"}'
wait $follower
cp followed out
has '"kind":"created"'
has '"id":"s2"'
"$scv" changes --after $((last + 2)) --follow >followed &
follower=$!
sleep 0.5
kill -INT $follower
status=0
wait $follower || status=$?
[[ $status -eq 130 ]] || fail "Ctrl-C ended with $status"

# review: a possible match with both records' values and the commands that decide it
cat >doubt.jsonl <<'JSONL'
{"id":"1","given_name":"Anna","family_name":"Ottenbacher","birthdate":"1980-02-29","city":"Dresden"}
{"id":"it's 2","given_name":"Anna","family_name":"Ottenbacher","birthdate":"1971-11-03"}
JSONL
while read -r line; do
  ends 0 "$scv" put "${line/\{/\{\"source\":\"crm\",}" --db doubt.scv
done <doubt.jsonl
ends 0 "$scv" review --db doubt.scv
has '1. Are identity 1 and identity 2 one customer?'
has '1980-02-29'
has '1971-11-03'
has 'Dresden'
has "scv decide same crm/1 'crm/it'\\''s 2' --db doubt.scv"
command=$(sed -n 's/^ *scv \(decide not-same.*\)/"$scv" \1/p' out)
ends 0 "$scv" review --db doubt.scv --json
json "len(d) == 1 and d[0]['kind'] == 'possible_match' and d[0]['gain'] > 0"
ends 0 bash -c "scv='$scv'; $command"
ends 1 "$scv" review --db doubt.scv
has 'nothing to decide' err
ends 1 "$scv" review --db doubt.scv --json
json "d == []"

# relations
for record in '{"source":"crm","id":"firm","organization":"Matratzen-Müller GmbH","city":"Dresden"}' \
  '{"source":"crm","id":"greta","name":"Greta Ottenbacher","organization":"Matratzen-Müller GmbH"}'; do
  ends 0 "$scv" put "$record" --db firm.scv
done
ends 0 "$scv" relations crm/greta --db firm.scv
has 'employer'
has 'Matratzen-Müller GmbH'
ends 0 "$scv" relations 1 --db firm.scv --json
json "[r['kind'] for r in d] == ['contact_person'] and d[0]['other'] == {'source': 'crm', 'id': 'greta'}"
ends 0 "$scv" show crm/firm --db firm.scv
has 'contact person'
ends 1 "$scv" relations crm/1
ends 1 "$scv" relations 999
ends 2 "$scv" relations nonsense

# models: there and back
ends 0 "$scv" models
has 'active'
ends 0 "$scv" models retrain
has 'model 2 is stored'
ends 0 "$scv" models --json
json "[(m['version'], m['active']) for m in d] == [(2, False), (1, True)]"
ends 0 "$scv" models list
has 'trained'
ends 0 "$scv" models preview 2 --json
json "d['identities_before'] == 3"
ends 0 "$scv" models preview 2
ends 0 "$scv" digest
before=$(cat out)
ends 0 "$scv" models activate 2
has 'the way back: scv models activate 1'
ends 0 "$scv" models drift
has 'model 2 counted 4 records; today there are 4'
has 'too few'
ends 0 "$scv" models drift --json
json "d['version'] == 2 and all(t['distance'] == 0 for t in d['terms'])"
ends 0 "$scv" models show 2
json "d['records'] == 4"
ends 0 "$scv" models activate 1 --json
json "d == {'version': 1, 'identities': 3}"
ends 0 "$scv" digest
[[ $(cat out) == "$before" ]] || fail "the way back led elsewhere"
ends 3 "$scv" models activate 9
has 'no model of version 9' err
ends 2 "$scv" models activate
ends 2 "$scv" models nonsense
echo "all commands did as they say"
