# Reads driver.yaml: prints each value in a line of its own, after its key and a tab:
#   modules.0.name<TAB>acme
# usage: LC_ALL=C awk -f driver-yaml.awk driver.yaml
#
# It knows the YAML that driver.yaml needs, with any POSIX awk, and refuses the rest with the line:
# anchors, tags, texts over several lines, escapes other than \" and \\. Every value is a text.

{ line[NR] = $0 }

END {
  if (NR == 0) fail(1, "the file is empty")
  sub(/^\357\273\277/, "", line[1])
  for (at = 1; at <= NR; at++) {
    sub(/\r$/, "", line[at])
    if (line[at] ~ /[\001-\037\177]/) fail(at, "there is a tab or another control character")
  }
  at = 1
  while (at < NR && line[at] ~ /^ *(#|$)/) at++
  if (line[at] ~ /^--- *$/) at++
  skip()
  block("", 0, at)
  if (at <= NR) fail(at, "this is not indented like the keys above")
  printf "%s", printed
}

function fail(number, message) {
  printf "error: %s:%d: %s\n", FILENAME, number, message | "cat >&2"
  close("cat >&2")
  exit 1
}

# Goes on to the next line that has more than a comment.
function skip() {
  while (at <= NR && line[at] ~ /^ *(#|$)/) at++
  if (at <= NR && line[at] ~ /^(\.\.\.|---|%)/) fail(at, "only one plain document can be read")
}

function indentation() { match(line[at], /^ */); return RLENGTH }
function isItem() { return line[at] ~ /^ *-( |$)/ }

# Whether a text begins with a key and its colon.
function isKey(text) {
  if (text ~ /^"/) return text ~ /^"([^"\\]|\\.)*" *:( |$)/
  if (text ~ /^'/) return text ~ /^'([^']|'')*' *:( |$)/
  if (text ~ /^[[{]/) return 0
  sub(/ #.*/, "", text)
  return text ~ /:( |$)/
}

# The value of a key that has nothing more in its own line, `owner`.
function block(path, least, owner) {
  skip()
  if (at > NR || indentation() < least) fail(owner, (path == "" ? "the file" : path) " has no value")
  if (isItem()) return list(path, indentation())
  rest = substr(line[at], indentation() + 1)
  if (isKey(rest)) mapping(path, indentation())
  else value(path)
}

function list(path, indent,   count, owner) {
  for (count = 0; at <= NR && indentation() == indent && isItem(); count++) {
    owner = at
    line[at] = substr(line[at], 1, indent) " " substr(line[at], indent + 2)
    if (line[at] ~ /^ *(#|$)/) at++
    block(path "." count, indent + 1, owner)
    skip()
  }
  if (at <= NR && indentation() > indent) fail(at, "this belongs to nothing above; a text must be in one line")
}

function mapping(path, indent,   key, owner) {
  while (at <= NR && indentation() == indent && !isItem()) {
    owner = at
    rest = substr(line[at], indent + 1)
    key = enter(path, scalar(0))
    if (rest !~ /^ *:( |$)/) fail(at, "there is no key with a colon and a space")
    sub(/^ *: */, " ", rest)
    if (rest ~ /^ *(#|$)/) {
      at++
      skip()
      if (at <= NR && isItem() && indentation() == indent) list(key, indent)
      else block(key, indent + 1, owner)
    } else {
      sub(/^ */, "", rest)
      value(key)
    }
    skip()
  }
  if (at <= NR && indentation() > indent) fail(at, "this belongs to nothing above; a text must be in one line")
}

# A key's complete name.
function enter(path, key) {
  if (key !~ /^[A-Za-z_][A-Za-z0-9_.-]*$/) fail(at, "'" key "' cannot be a key")
  key = path == "" ? key : path "." key
  if (key in seen) fail(at, key " is there twice; the first one is in line " seen[key])
  seen[key] = at
  return key
}

# The value at the beginning of `rest`, and the end of its line.
function value(path) {
  inline(path, 0)
  if (rest !~ /^ *$/ && rest !~ /^ +#/) fail(at, "quote the value of " path)
  at++
}

function inline(path, isNested) {
  if (rest ~ /^\[/) flowList(path)
  else if (rest ~ /^[{]/) flowMapping(path)
  else printed = printed path "\t" scalar(isNested) "\n"
}

function flowList(path,   count) {
  rest = substr(rest, 2)
  for (count = 0; !flowEnds("]", count > 0, path); count++) inline(path "." count, 1)
}

function flowMapping(path,   key, count) {
  rest = substr(rest, 2)
  for (count = 0; !flowEnds("}", count > 0, path); count++) {
    key = enter(path, scalar(1))
    gap(path)
    if (rest !~ /^:/) fail(at, key " has no value")
    rest = substr(rest, 2)
    gap(path)
    if (rest ~ /^[,}]/) fail(at, key " has no value")
    inline(key, 1)
  }
}

# Whether a list or mapping in brackets ends here; otherwise `rest` begins with its next entry.
function flowEnds(bracket, hasEntry, path) {
  gap(path)
  if (hasEntry && substr(rest, 1, 1) != bracket) {
    if (rest !~ /^,/) fail(at, path " lacks a comma, or a quote")
    rest = substr(rest, 2)
    gap(path)
  }
  if (substr(rest, 1, 1) != bracket) return 0
  rest = substr(rest, 2)
  return 1
}

# Goes over blanks, comments and ends of lines within brackets.
function gap(path) {
  while (rest ~ /^ *$/ || rest ~ /^ +#/) {
    if (++at > NR) fail(NR, "the bracket of " path " is not closed")
    if (line[at] ~ /^(\.\.\.|---)/) fail(at, "only one plain document can be read")
    rest = " " line[at]
  }
  sub(/^ +/, "", rest)
}

# Takes a text from `rest`.
function scalar(isNested,   text, end) {
  if (rest ~ /^'/) {
    while (match(rest, /^'[^']*'/)) {
      text = text substr(rest, 1, RLENGTH - 1)
      rest = substr(rest, RLENGTH + 1)
      if (rest !~ /^'/) return substr(text, 2)
    }
    fail(at, "there is no second quote in this line")
  }
  if (rest ~ /^"/) {
    rest = substr(rest, 2)
    while (match(rest, /["\\]/)) {
      text = text substr(rest, 1, RSTART - 1)
      end = substr(rest, RSTART, 1)
      rest = substr(rest, RSTART + 1)
      if (end == "\"") return text
      if (rest !~ /^["\\\/]/) fail(at, "only \\\" and \\\\ can be read; use single quotes")
      text = text substr(rest, 1, 1)
      rest = substr(rest, 2)
    }
    fail(at, "there is no second quote in this line")
  }
  if (rest ~ /^[-?:]([],[{} ]|$)/ || rest ~ /^[],[{}#&*!|>'"%@`]/ || rest == "")
    fail(at, "quote what begins with '" substr(rest, 1, 1) "'")
  if (isNested) end = match(rest, /[],[{}]| +#|:([],[{} ]|$)/)
  else end = match(rest, / +#|:( |$)/)
  if (end && isNested && substr(rest, end) ~ /^:[],[{}]/) fail(at, "there is no space after a colon")
  text = end ? substr(rest, 1, end - 1) : rest
  rest = end ? substr(rest, end) : ""
  sub(/ +$/, "", text)
  return text
}
