#!/usr/bin/env bash
# A terminal with curl alone. Arguments: http://HOST:PORT, login, password. Each line of standard input is a
# request, `METHOD {params}`; each of output a message: what is told as `EVENT {params}`, answers as they came.
set -u
url=$1 token='' connection=''
field() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }
ask() {
  curl -s "$url/terminal/rpc" -H "Authorization: Bearer $token" -H "Liaison-Connection: $connection" \
    -d '{"jsonrpc":"2.0","id":1,"method":"'"$1"'","params":'"$2"'}'
}

token=$(ask auth.login '{"login":"'"$2"'","password":"'"$3"'"}' | field token)
terminal=$(ask terminal.enrol '{"token":"'"$token"'","kind":"phone","label":"curl"}' | field terminal)
exec 3< <(exec curl -sN "$url/terminal/stream" -H "Authorization: Bearer $token" -H "Liaison-Terminal: $terminal")
stream=$!
trap 'kill "$stream" 2> /dev/null' EXIT

read -r _ event <&3 && read -r _ params <&3 && echo "$event $params"
connection=$(field connection <<< "$params")
while IFS=': ' read -r word rest; do
  case $word in
    event) event=$rest ;;
    data) echo "$event $rest" ;;
  esac
done <&3 &
hearing=$!
while read -r method params; do
  ask "$method" "${params:-{\}}"
  echo
done
wait "$hearing"
echo closed
