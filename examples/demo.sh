#!/bin/sh
# From three silos to one customer: loads a small shop's CRM export, mailbox and call list, shows one customer, and whom the shop owes
# what. Usage: examples/demo.sh SCV_BINARY        Fails if not all seven of her contacts are there, or what she is owed is not.
set -eu
scv=${1:?"usage: demo.sh SCV_BINARY"}
data=$(dirname "$0")/data
hub=$(mktemp -d)
trap 'rm -rf "$hub"' EXIT
db=$hub/demo.scv

cat <<'TEXT'
A small mattress shop has three systems that do not know one another: the CRM, a mailbox, and the telephone's call list.
One customer phones first. Then she writes, from an address that nobody knows. Then she orders, to be sent to Bulgaria. Then she
asks where the parcel is. To the shop these are seven contacts of three strangers, and two rows of the CRM. Loaded together:

TEXT
"$scv" load "$data/crm.csv" "$data/mailbox.mbox" "$data/fritzbox.csv" --db "$db"
echo
echo '$ scv show --email sveti79@weltpost.example'
echo
"$scv" show --email sveti79@weltpost.example --db "$db"

json=$("$scv" show --email sveti79@weltpost.example --json --db "$db")
count() { printf '%s\n' "$json" | grep -o "$1" | wc -l | tr -d ' '; }
id_of() { printf '%s\n' "$1" | sed 's/^{"id":\([0-9]*\).*/\1/'; }
by_name=$("$scv" show --name 'Svetlana Dimitrova' --json --db "$db")
failed=0
expect() { [ "$2" = "$3" ] || { echo "demo: $1: expected $3, found $2" >&2; failed=1; }; }
expect 'contacts' "$(count '"channel":"')" 7
expect 'calls' "$(count '"channel":"call"')" 3
expect 'mails' "$(count '"channel":"email"')" 4
expect 'rows of the CRM' "$(printf '%s\n' "$json" | sed 's/"golden".*//' | grep -o '"source":"crm"' | wc -l | tr -d ' ')" 2
expect 'her identity by name' "$(id_of "$by_name")" "$(id_of "$json")"
[ "$failed" = 0 ] || exit 1
echo
echo 'All seven contacts are one customer.'

now=2026-03-18T15:00
cat <<TEXT

On 18 March at three she rings a fourth time. The shop has told libscv when it is there and who takes what nobody has taken yet
('scv service'). So before the second ring the screen says what she is owed:

\$ scv service service.json
\$ scv brief --phone 01749091317

TEXT
"$scv" service "$(dirname "$0")/service.json" --db "$db"
echo
"$scv" brief --phone 01749091317 --now $now --db "$db"
echo
echo "and whom else the shop owes what, over mails, calls and promises, what is longest overdue first:"
echo
echo '$ scv waiting --limit 5'
echo
"$scv" waiting --limit 5 --now $now --db "$db"
owed=$("$scv" brief --phone 01749091317 --now $now --json --db "$db" | sed 's/.*"waiting":\(\[[^]]*\]\).*/\1/')
expect 'an unanswered mail of hers' "$(printf '%s\n' "$owed" | grep -c '"unanswered"')" 1
expect 'a missed call of hers' "$(printf '%s\n' "$owed" | grep -c '"missed_call"')" 1
promises=$("$scv" waiting --limit 1000 --now $now --json --db "$db" | grep -o '"kind":"promise","overdue":true' | wc -l | tr -d ' ')
[ "$promises" -gt 0 ] || expect 'promised call-backs that are overdue' "$promises" 'some'
[ "$failed" = 0 ] || exit 1

cat <<'TEXT'

Two rows of the CRM have one name, one address and one number: father and son. Where libscv is in doubt it asks ('scv review'), and
what a person says is kept:

$ scv decide not-same crm/K-1104 crm/K-1112 --note 'father and son'

TEXT
asked() { "$scv" review --limit 1000 --json --db "$db" | grep -c '"K-1104"},"right":{"source":"crm","id":"K-1112"' || true; }
expect 'asked about father and son' "$(asked)" 1
"$scv" decide not-same crm/K-1104 crm/K-1112 --note 'father and son' --db "$db"
expect 'asked again' "$(asked)" 0
exit "$failed"
