package html

import (
	"html"
	"slices"
	"strings"
)

// invalidURL stands where a URL was that could run a script. It leads nowhere, and its
// fragment says who put it there.
const invalidURL = "about:invalid#kin"

// schemes are those that a URL of a page may have. That a scheme is harmless has to be known;
// there are too many that do harm to list those.
var schemes = []string{"http", "https", "mailto", "tel", "sms"}

// images are the data: URLs that an img may show. No browser runs scripts in them, there.
var images = []string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml"}

// safeURL is the URL, or one that leads nowhere.
func safeURL(url string, image bool) string {
	if isSafe(url, image) {
		return url
	}
	return invalidURL
}

// isSafe says whether a URL is relative or has a scheme that is known to be harmless.
//
// What stands before the first of : / ? # is a scheme if the colon comes first. It is compared
// as a whole, so a scheme that is disguised, by a newline or a NUL in it, by other letters
// that look like these, is not a known one; browsers would see through some of
// these disguises. An entity is no disguise, since & is escaped, but the value may be read
// by something that decodes twice.
func isSafe(url string, image bool) bool {
	url = strings.TrimLeft(url, " ")
	if url != "" && (url[0] == '/' || url[0] == '#' || url[0] == '?') {
		return true // nothing stands before it, and most are so
	}
	head, rest, colon := cutHead(url)
	if !colon {
		return !strings.Contains(head, "&") || !hidesColon(url)
	}
	scheme := strings.ToLower(head)
	return slices.Contains(schemes, scheme) || image && scheme == "data" && isImage(rest)
}

// cutHead cuts a URL at the first of : / ? # and says whether that is a colon.
func cutHead(url string) (head, rest string, colon bool) {
	i := strings.IndexAny(url, ":/?#")
	if i < 0 {
		return url, "", false
	}
	return url[:i], url[i+1:], url[i] == ':'
}

// hidesColon says whether a URL with entities in its first part has a scheme when they are
// decoded.
func hidesColon(url string) bool {
	_, _, colon := cutHead(html.UnescapeString(url))
	return colon
}

func isImage(data string) bool {
	kind, _, found := strings.Cut(data, ",")
	kind, _, _ = strings.Cut(kind, ";")
	return found && slices.Contains(images, strings.ToLower(kind))
}

// safeCandidates checks the URLs of a srcset: "small.png 400w, large.png 800w". If one of them is
// not safe, none is kept.
func safeCandidates(set string) string {
	for candidate := range strings.SplitSeq(set, ",") {
		if !isSafe(strings.TrimSpace(candidate), false) {
			return invalidURL
		}
	}
	return set
}
