# Whether KERNEL, a version-release, is in RANGE, such as `>= 5.14.0-362.el9, < 6.12`; both are variables of the
# environment. Versions compare as rpm compares them; without a release, a comparator concerns the version alone.
# The exit code is 0 if it is, 1 if not, 2 if RANGE is not a range.

BEGIN {
  kernel = ENVIRON["KERNEL"]
  left = ENVIRON["RANGE"]
  gsub(/^ +| +$/, "", left)
  status = 0
  for (;;) {
    if (!match(left, /^(>=|<=|>|<|=) *([0-9]+:)?[A-Za-z0-9._+~^]+(-[A-Za-z0-9._+~^]+)?( *,| +|$)/)) {
      print "error: '" ENVIRON["RANGE"] "' is not a range of kernels, such as '>= 5.14.0-362.el9, < 6.12'" | "cat >&2"
      close("cat >&2")
      exit 2
    }
    comparator = substr(left, 1, RLENGTH)
    left = substr(left, RLENGTH + 1)
    if (!accepts(comparator)) status = 1
    if (left == "" && comparator !~ /,$/) exit status
    sub(/^ +/, "", left)
  }
}

function accepts(comparator,   operator, version, order) {
  match(comparator, /^[<>=]+/)
  operator = substr(comparator, 1, RLENGTH)
  version = substr(comparator, RLENGTH + 1)
  gsub(/[ ,]/, "", version)
  order = compareVersions(kernel, version)
  if (order == 0) return operator ~ /=/
  return order < 0 ? operator ~ /</ : operator ~ />/
}

function compareVersions(a, b,   order, aRelease, bRelease) {
  order = epoch(a) - epoch(b)
  if (order) return order
  sub(/^[0-9]+:/, "", a)
  sub(/^[0-9]+:/, "", b)
  aRelease = release(a)
  bRelease = release(b)
  sub(/-.*/, "", a)
  sub(/-.*/, "", b)
  order = compareParts(a, b)
  return order || bRelease == "" ? order : compareParts(aRelease, bRelease)
}

function epoch(version) { return version ~ /^[0-9]+:/ ? version + 0 : 0 }
function release(version) { return index(version, "-") ? substr(version, index(version, "-") + 1) : "" }

# The order of rpm's rpmvercmp.
function compareParts(a, b,   x, y, part) {
  for (;;) {
    sub(/^[^A-Za-z0-9~^]+/, "", a)
    sub(/^[^A-Za-z0-9~^]+/, "", b)
    if (a ~ /^~/ || b ~ /^~/) {
      if (a !~ /^~/) return 1
      if (b !~ /^~/) return -1
    } else if (a ~ /^\^/ || b ~ /^\^/) {
      if (a !~ /^\^/) return a == "" ? -1 : 1
      if (b !~ /^\^/) return b == "" ? 1 : -1
    } else {
      if (a == "" || b == "") return (a != "") - (b != "")
      part = a ~ /^[0-9]/ ? "^[0-9]+" : "^[A-Za-z]+"
      x = take(a, part)
      y = take(b, part)
      if (y == "") return part == "^[0-9]+" ? 1 : -1
      a = substr(a, length(x) + 1)
      b = substr(b, length(y) + 1)
      if (part == "^[0-9]+") {
        sub(/^0+/, "", x)
        sub(/^0+/, "", y)
        if (length(x) != length(y)) return length(x) - length(y)
      }
      # With a letter in front, they are compared as texts.
      if ("x" x != "x" y) return "x" x < "x" y ? -1 : 1
      continue
    }
    a = substr(a, 2)
    b = substr(b, 2)
  }
}

function take(text, part) { return match(text, part) ? substr(text, 1, RLENGTH) : "" }
