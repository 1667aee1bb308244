#!/usr/bin/env bash
# What customers are owed, from outside: timeline, brief, waiting, cases, report, service. Arguments: the program, a folder to write to.
set -euo pipefail
scv=$1
. "$(dirname "$0")/support.bash"
cd "$2"
unset SCV_DB NO_COLOR
export LC_ALL=C.UTF-8
now=2026-03-06T11:00

cat >crm.csv <<'CSV'
id;Vorname;Nachname;Geburtsdatum;E-Mail;Telefon
1;Anna;Müller;1980-02-29;anna@example.org;0351 456789
2;Boris;Petrov;1975-07-01;boris@example.org;0351 987654
CSV
cat >contacts.jsonl <<'JSONL'
{"source":"mail","id":"m1","channel":"email","direction":"inbound","time":"2026-03-02T10:00:00+01:00","subject":"Lieferung","text":"Wo bleibt meine Lieferung?","participants":[{"role":"from","kind":"email","value":"anna@example.org"}],"payload":{"product":"<b>Bett</b> & \"Co\", groß"}}
{"source":"mail","id":"m2","channel":"email","direction":"outbound","agent":"ben","time":"2026-03-02T12:00:00+01:00","subject":"AW: Lieferung","text":"Wir melden uns bis Donnerstag bei Ihnen.","references":["m1"],"participants":[{"role":"to","kind":"email","value":"anna@example.org"}]}
{"source":"shop","id":"o1","channel":"order","direction":"inbound","time":"2026-02-20T08:00:00+01:00","subject":"Bestellung 4711","participants":[{"role":"from","kind":"email","value":"anna@example.org"}]}
{"source":"phone","id":"c1","channel":"call","direction":"inbound","time":"2026-03-06T10:30:00","outcome":"missed","participants":[{"role":"from","kind":"phone","value":"0351 987654"}]}
{"source":"mail","id":"m3","channel":"email","direction":"inbound","time":"2026-03-06T10:00:00+01:00","subject":"Kein \u001b[31mRot","text":"Bitte rufen Sie mich nicht mehr an.","participants":[{"role":"from","kind":"email","value":"evil@example.net","name":"Evil\u001b[31m Name"}]}
JSONL
ends 0 "$scv" load crm.csv contacts.jsonl

# service: as shipped, from a text, from a file; what is wrong changes nothing
ends 0 "$scv" service
[[ $(cat out) == '{}' ]] || fail "something is set in a new hub"
ends 0 "$scv" service '{"service_hours":{"time_zone":"Europe/Berlin"},"cases":{"default_owner":"clara","teams":{"ben":"north"}}}'
has '5 contacts told anew'
ends 0 "$scv" service
settings=$(cat out)
json "d['cases']['default_owner'] == 'clara'"
echo '{"cases":{"rota":7}}' >wrong.json
ends 3 "$scv" service wrong.json
has 'cases.rota' err
echo '{"cases":' >broken.json
ends 3 "$scv" service broken.json
has 'broken.json' err
ends 3 "$scv" service absent.json
ends 0 "$scv" service
[[ $(cat out) == "$settings" ]] || fail "a refused setting is kept"
printf '%s' "$settings" >settings.json
ends 0 "$scv" service settings.json

# timeline
ends 0 "$scv" timeline crm/1 --now $now
has 'Anna Müller   identity 1, 3 contacts, 1 case'
has '  2026-02-20 08:00  ⊕ ← order     Bestellung 4711'
has '  2026-03-02 10:00  ✉ ← email  1  Lieferung [late delivery]'
has '  2026-03-02 12:00  ✉ → email  1  AW: Lieferung, by ben'
has '     1  2026-03-02 10:00  ben    late delivery  2026-03-02 12:00  open'
has '  2026-03-05 18:00  overdue  ben  answer: "Wir melden uns bis Donnerstag bei Ihnen."'
has 'Owed, 1 overdue (!)'
has '  !  2026-03-05 18:00  2026-03-02 12:00  promise  ben'
[[ $(wc -L <out) -le 100 ]] || fail "lines of more than 100 columns"
silent
ends 0 "$scv" timeline --email anna@example.org --now 2026-03-02T11:00 --json
json "[c['key']['id'] for c in d['contacts']] == ['o1', 'm1', 'm2'] and d['cases'][0]['open']"
ends 0 env LC_ALL=C "$scv" timeline crm/1 --now $now
has '  2026-03-02 10:00  M <- email  1'
ends 1 "$scv" timeline 999
has 'nobody was found' err
ends 1 "$scv" timeline --phone 0351000000
ends 2 "$scv" timeline
ends 2 "$scv" timeline nonsense
ends 2 "$scv" timeline crm/1 --now yesterday
has 'RFC 3339: yesterday' err
ends 3 "$scv" timeline 1 --db absent.scv
ends 0 "$scv" timeline --email evil@example.net
lacks $'\x1b'

# brief
ends 0 "$scv" brief --phone 0351/456789 --now $now
has 'Anna Müller   identity 1, 3 contacts'
has '  birthdate  1980-02-29'
has 'Promised'
has 'Open cases'
has 'Bought'
[[ $(grep -n 'Last contacts' out | cut -d: -f1) -gt $(grep -n 'Owed' out | cut -d: -f1) ]] || fail "what is owed does not come first"
[[ $(wc -L <out) -le 100 ]] || fail "lines of more than 100 columns"
ends 0 "$scv" brief crm/1 --now $now --json
json "d['name'] == 'Anna Müller' and d['contacts'] == 3 and d['bought'][0]['key']['id'] == 'o1' and d['waiting'][0]['overdue']"
ends 0 "$scv" brief --email evil@example.net --now $now
has 'asked not to be called (2026-03-06)'
lacks $'\x1b'
ends 1 "$scv" brief crm/0
ends 2 "$scv" brief

# waiting
ends 0 "$scv" waiting --now $now
has '3 wait, 1 overdue (!)'
has '  !  2026-03-05 18:00  2026-03-02 12:00  promise      ben           1  Anna Müller'
has '     2026-03-06 11:30  2026-03-06 10:30  missed call  clara         2  Boris Petrov'
[[ $(sed -n 3p out) == *'!'* ]] || fail "what is overdue does not come first"
lacks $'\x1b'
ends 0 "$scv" waiting --now $now --overdue --json
json "[(w['kind'], w['owner'], w['contact']['id']) for w in d] == [('promise', 'ben', 'm2')]"
ends 0 "$scv" waiting --now $now --owner clara --json
json "{w['kind'] for w in d} == {'missed_call', 'unanswered'}"
ends 0 "$scv" waiting --now $now --limit 1
has 'the first 1, 1 overdue (!)'
has 'there may be more: --limit'
ends 1 "$scv" waiting --owner nobody
has 'nobody waits' err
ends 1 "$scv" waiting --owner nobody --json
json "d == []"
ends 2 "$scv" waiting --limit 0
ends 2 "$scv" waiting --now never
# a call back, from another system, ends it at once
cat >pbx.jsonl <<'JSONL'
{"source":"pbx","id":"c2","channel":"call","direction":"outbound","agent":"clara","time":"2026-03-06T10:50:00","duration_s":65,"outcome":"answered","participants":[{"role":"to","kind":"phone","value":"0351 987654"}]}
JSONL
ends 0 "$scv" load pbx.jsonl
ends 0 "$scv" waiting --now $now --json
json "'missed_call' not in {w['kind'] for w in d}"

# cases
ends 0 "$scv" cases --now $now
has '3 open cases'
has '  2026-03-02 10:00  ben    late delivery  yes              2         1  Anna Müller'
ends 0 "$scv" cases --owner ben --now $now --json
json "[(c['owner'], c['contact']['id'], c['contacts'], c['open']) for c in d] == [('ben', 'm1', 2, True)]"
ends 1 "$scv" cases --owner nobody
has 'no case is open' err

# report: the same figures in four forms, and down to the contacts
ends 0 "$scv" report --now $now
has '  failure_contacts          1   33.3 %  of these: something was late, wrong or not done'
has '  contacts                  3'
ends 0 "$scv" report --now $now --json
json "d[0]['contacts'] == 3 and d[0]['failure_contacts'] == 1 and d[0]['promises_overdue'] == 1"
ends 0 "$scv" report --by reason,channel --now $now --format json
json "{r['reason']: r['contacts'] for r in d['reason']}['late_delivery'] == 1 and {r['channel']: r['contacts'] for r in d['channel']} == {'email': 2, 'call': 1}"
ends 0 "$scv" report --by month,team --now $now
has '  2026-03         3   33.3 %'
has '  north '
has '  (none)'
[[ $(wc -L <out) -le 100 ]] || fail "lines of more than 100 columns"
ends 0 "$scv" report --by product --now $now --format csv
cp out report.csv
/usr/bin/python3 - <<'PY' || fail "the CSV is not what it should be"
import csv
data = open("report.csv", "rb").read()
assert data.count(b"\r\n") == data.count(b"\n") == 3, data
rows = list(csv.DictReader(open("report.csv", encoding="utf-8", newline="")))
assert [row["dimension"] for row in rows] == ["product", "product"], rows
assert {row["value"]: row["contacts"] for row in rows} == {"": "2", '<b>Bett</b> & "Co", groß': "1"}, rows
PY
ends 0 "$scv" report --now $now --format html
cp out report.html
/usr/bin/python3 - <<'PY' || fail "the page is not what it should be"
import html.parser

class Page(html.parser.HTMLParser):
    VOID = {"meta", "link", "br", "img", "input", "hr"}
    def __init__(self):
        super().__init__()
        self.open, self.seen, self.text, self.scopes = [], {}, [], set()
    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.seen[tag] = self.seen.get(tag, 0) + 1
        assert not {"src", "href"} & set(attributes), attributes
        if tag == "th":
            self.scopes.add(attributes["scope"])
        if tag not in self.VOID:
            self.open.append(tag)
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, (tag, self.open)
    def handle_data(self, data):
        self.text.append(data)

text = open("report.html", encoding="utf-8").read()
page = Page()
page.feed(text)
assert not page.open and text.startswith("<!DOCTYPE html>") and 'lang="en"' in text
assert page.seen["table"] == page.seen["caption"] == 6, page.seen
assert "script" not in page.seen and page.seen["b"] == 6 and "<b>Bett" not in text
assert page.scopes == {"row", "col"} and "prefers-color-scheme: dark" in text and "@import" not in text and "url(" not in text
words = "".join(page.text)
assert '<b>Bett</b> & "Co", groß' in words and "late_delivery" in words and "2026-03-06T11:00" in words
PY
ends 0 "$scv" report --contacts failure_contacts --now $now
has '1 contact'
has '         1  2026-03-02 10:00  email  Lieferung [late delivery]'
ends 0 "$scv" report --contacts contacts --by channel --value call --now $now --json
json "[c['contact']['id'] for c in d] == ['c1']"
ends 0 "$scv" report --contacts contacts --by product --value '' --now $now --format csv
has 'identity,source,id'
[[ $(wc -l <out) -eq 3 ]] || fail "two contacts have no product"
ends 0 "$scv" report --contacts contacts --limit 1 --now $now
has 'and 2 more: --limit'
ends 1 "$scv" report --contacts losses --now $now
has 'nothing is counted' err
ends 2 "$scv" report --contacts contacts --by month
has '--value' err
ends 2 "$scv" report --contacts contacts --by month,team --value 2026-03
ends 2 "$scv" report --contacts luck
ends 2 "$scv" report --contacts contacts --value 2026-03
has '--by' err
ends 2 "$scv" report --value 2026-03
ends 2 "$scv" report --limit 3
ends 2 "$scv" reports
has "there is no command 'reports'" err
ends 0 "$scv" report --by month,month --now $now --json
json "type(d) == list"
ends 2 "$scv" report --by week
ends 2 "$scv" report --format xml
# every figure is as large as the list behind it, where it counts contacts
ends 0 "$scv" report --by reason --now $now --json
cp out by.json
while IFS='|' read -r figure value count; do
  status=0
  "$scv" report --contacts "$figure" --by reason --value "$value" --now $now --json >out 2>err || status=$?
  json "len(d) == $count"
  [[ $status -eq $((count == 0)) ]] || fail "$figure of $value ended with $status"
done < <(/usr/bin/python3 -c "
import json
for row in json.load(open('by.json')):
    for figure in ('contacts', 'failure_contacts', 'cases', 'promises', 'promises_overdue'):
        print(figure, row['reason'], row[figure], sep='|')")
# what a sender chose is no formula to a spreadsheet
printf '%s\n' '{"source":"mail","id":"=1+1","channel":"email","direction":"inbound","time":"2026-03-03T10:00:00Z","participants":[{"role":"from","kind":"email","value":"formula@example.org"}],"text":"Wo bleibt das Paket?"}' >formula.jsonl
ends 0 "$scv" load formula.jsonl --db formula.scv
ends 0 "$scv" report --contacts contacts --now $now --format csv --db formula.scv
has "'=1+1"
ends 0 "$scv" load crm.csv --db empty.scv
ends 1 "$scv" report --db empty.scv
has 'no contacts to count' err
ends 1 "$scv" report --db empty.scv --json
json "d == []"
echo "all commands did as they say"
