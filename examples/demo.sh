#!/bin/sh
# From three silos to one customer: loads a small shop's CRM export, mailbox and call list, and shows one customer.
# Usage: examples/demo.sh SCV_BINARY        Fails if not all seven of her contacts are there.
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
