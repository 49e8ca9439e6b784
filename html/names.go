package html

import "sync/atomic"

// An attributeName is the name of an attribute, and what a value under it means.
type attributeName struct {
	text  string
	kind  attributeKind
	start string // what stands before the value, of those that have a function
	kept  *kept  // of those whose values are most often constants of the program
}

func nameOf(text string, kind attributeKind) *attributeName {
	if kind == flag {
		return &attributeName{text: text, kind: kind, start: " " + text}
	}
	return &attributeName{text: text, kind: kind, start: " " + text + `="`}
}

// often is nameOf for those whose values are most often constants of the program.
func often(text string, kind attributeKind) *attributeName {
	n := nameOf(text, kind)
	n.kept = new(kept)
	return n
}

// kept is attributes that were made, by their values, so that class="card" is made once and not for each card of each
// page. What falls into one place takes it from another: it is a cache, and never full.
type kept [128]atomic.Pointer[attribute]

// longestKept is the length of the longest value that is kept, in bytes.
const longestKept = 64

func (k *kept) place(value string) *atomic.Pointer[attribute] { return &k[mark(value)%len(k)] }

// mark is a number that texts are told apart by, in most cases.
func mark(s string) int {
	n := len(s)
	if n == 0 {
		return 0
	}
	return n + int(s[0])*5 + int(s[n/2])*11 + int(s[n-1])*3
}

// named is an attribute with a value.
func named(name *attributeName, value string) Attribute {
	if name.kept == nil || len(value) > longestKept {
		return Attribute{&attribute{name, value}}
	}
	place := name.kept.place(value)
	if a := place.Load(); a != nil && a.value == value {
		return Attribute{a}
	}
	a := &attribute{name, value}
	place.Store(a)
	return Attribute{a}
}

// others is what kept is, for attributes without a function.
var others [1024]atomic.Pointer[attribute]

// spelled is an attribute without a function, whose name is prefix and name.
func spelled(prefix, name, value string) Attribute {
	if len(name) > longestKept || len(value) > longestKept {
		return unlisted(prefix+name, value)
	}
	place := &others[(mark(name)*31+mark(value))%len(others)]
	if a := place.Load(); a != nil && a.value == value && len(a.name.text) == len(prefix)+len(name) &&
		a.name.text[:len(prefix)] == prefix && a.name.text[len(prefix):] == name {
		return Attribute{a}
	}
	a := unlisted(prefix+name, value)
	if kind, err := a.checked(); err == nil {
		a.it.name.kind = kind // looked at once, and not each time that it is written
	}
	place.Store(a.it)
	return a
}

// unlisted is an attribute that has its name for itself.
func unlisted(name, value string) Attribute {
	a := &struct {
		attribute
		own attributeName
	}{}
	a.own.text, a.name, a.value = name, &a.own, value
	return Attribute{&a.attribute}
}

// appendStart appends a blank, the name, and what stands between it and the value.
func (n *attributeName) appendStart(page []byte, kind attributeKind) []byte {
	if n.start != "" {
		return append(page, n.start...)
	}
	page = append(append(page, ' '), n.text...)
	if kind == flag {
		return page
	}
	return append(page, '=', '"')
}

// The attributes that have a function.
var (
	nameID                  = nameOf("id", words)
	nameTitleAttr           = nameOf("title", words)
	nameLang                = often("lang", words)
	nameDir                 = often("dir", words)
	nameRole                = often("role", words)
	nameAccessKey           = nameOf("accesskey", words)
	nameContentEditable     = nameOf("contenteditable", words)
	nameDraggable           = often("draggable", words)
	nameSpellcheck          = often("spellcheck", words)
	nameTranslate           = often("translate", words)
	nameSlot                = nameOf("slot", words)
	namePopover             = often("popover", words)
	namePopoverTarget       = nameOf("popovertarget", words)
	nameHref                = nameOf("href", address)
	nameSrc                 = nameOf("src", address)
	nameSrcset              = nameOf("srcset", addresses)
	nameSizes               = nameOf("sizes", words)
	nameAlt                 = nameOf("alt", words)
	nameRel                 = often("rel", words)
	nameTarget              = often("target", words)
	nameDownload            = nameOf("download", words)
	nameHreflang            = often("hreflang", words)
	nameMedia               = often("media", words)
	nameCharset             = often("charset", words)
	nameContent             = nameOf("content", words)
	nameHTTPEquiv           = nameOf("http-equiv", unknown)
	nameProperty            = nameOf("property", words)
	nameCiteAttr            = nameOf("cite", address)
	nameIntegrity           = nameOf("integrity", words)
	nameCrossOrigin         = nameOf("crossorigin", words)
	nameReferrerPolicy      = nameOf("referrerpolicy", words)
	nameNonce               = nameOf("nonce", words)
	nameLoading             = often("loading", words)
	nameDecoding            = nameOf("decoding", words)
	nameFetchPriority       = nameOf("fetchpriority", words)
	namePoster              = nameOf("poster", address)
	namePreload             = nameOf("preload", words)
	nameKind                = nameOf("kind", words)
	nameSrclang             = nameOf("srclang", words)
	nameSandbox             = nameOf("sandbox", words)
	nameAllow               = nameOf("allow", words)
	nameAction              = often("action", address)
	nameMethod              = often("method", words)
	nameEnctype             = nameOf("enctype", words)
	nameFormAttr            = nameOf("form", words)
	nameFormAction          = nameOf("formaction", address)
	nameFormMethod          = nameOf("formmethod", words)
	nameName                = often("name", words)
	nameType                = often("type", words)
	nameValue               = nameOf("value", words)
	namePlaceholder         = often("placeholder", words)
	nameFor                 = nameOf("for", words)
	nameLabelAttr           = nameOf("label", words)
	nameAutocomplete        = often("autocomplete", words)
	nameAccept              = nameOf("accept", words)
	namePattern             = often("pattern", words)
	nameInputMode           = often("inputmode", words)
	nameEnterKeyHint        = nameOf("enterkeyhint", words)
	nameList                = nameOf("list", words)
	nameMin                 = nameOf("min", words)
	nameMax                 = nameOf("max", words)
	nameStep                = nameOf("step", words)
	nameLow                 = nameOf("low", words)
	nameHigh                = nameOf("high", words)
	nameOptimum             = nameOf("optimum", words)
	nameWrap                = often("wrap", words)
	nameHeaders             = nameOf("headers", words)
	nameScope               = often("scope", words)
	nameAbbrAttr            = nameOf("abbr", words)
	nameDatetime            = nameOf("datetime", words)
	nameAutocapitalize      = nameOf("autocapitalize", words)
	nameAutocorrect         = nameOf("autocorrect", words)
	nameWritingSuggestions  = nameOf("writingsuggestions", words)
	nameIs                  = nameOf("is", words)
	namePart                = nameOf("part", words)
	nameExportParts         = nameOf("exportparts", words)
	namePopoverTargetAction = nameOf("popovertargetaction", words)
	nameCommand             = nameOf("command", words)
	nameCommandFor          = nameOf("commandfor", words)
	nameItemType            = nameOf("itemtype", words)
	nameItemProp            = nameOf("itemprop", words)
	nameItemID              = nameOf("itemid", words)
	nameItemRef             = nameOf("itemref", words)
	nameAs                  = often("as", words)
	nameBlocking            = nameOf("blocking", words)
	namePing                = nameOf("ping", address)
	nameImageSizes          = nameOf("imagesizes", words)
	nameImageSrcset         = nameOf("imagesrcset", addresses)
	nameUseMap              = nameOf("usemap", words)
	nameShape               = nameOf("shape", words)
	nameCoords              = nameOf("coords", words)
	nameObjectData          = nameOf("data", address)
	nameAcceptCharset       = nameOf("accept-charset", words)
	nameFormEnctype         = nameOf("formenctype", words)
	nameFormTarget          = nameOf("formtarget", words)
	nameCapture             = nameOf("capture", words)
	nameDirname             = nameOf("dirname", words)
	nameClosedBy            = nameOf("closedby", words)
	nameShadowRootMode      = nameOf("shadowrootmode", words)
	nameTabIndex            = nameOf("tabindex", words)
	nameWidth               = nameOf("width", words)
	nameHeight              = nameOf("height", words)
	nameMinLength           = nameOf("minlength", words)
	nameMaxLength           = nameOf("maxlength", words)
	nameSize                = nameOf("size", words)
	nameRows                = nameOf("rows", words)
	nameCols                = nameOf("cols", words)
	nameColspan             = nameOf("colspan", words)
	nameRowspan             = nameOf("rowspan", words)
	nameSpanAttr            = nameOf("span", words)
	nameStart               = nameOf("start", words)
	nameClass               = often("class", classes)
)

// Those that are there or not: they have no value, so one of each is enough.
var (
	flagHidden                   = named(nameOf("hidden", flag), "")
	flagInert                    = named(nameOf("inert", flag), "")
	flagAsync                    = named(nameOf("async", flag), "")
	flagDefer                    = named(nameOf("defer", flag), "")
	flagControls                 = named(nameOf("controls", flag), "")
	flagAutoplay                 = named(nameOf("autoplay", flag), "")
	flagLoop                     = named(nameOf("loop", flag), "")
	flagMuted                    = named(nameOf("muted", flag), "")
	flagNoValidate               = named(nameOf("novalidate", flag), "")
	flagFormNoValidate           = named(nameOf("formnovalidate", flag), "")
	flagRequired                 = named(nameOf("required", flag), "")
	flagChecked                  = named(nameOf("checked", flag), "")
	flagSelected                 = named(nameOf("selected", flag), "")
	flagDisabled                 = named(nameOf("disabled", flag), "")
	flagReadOnly                 = named(nameOf("readonly", flag), "")
	flagMultiple                 = named(nameOf("multiple", flag), "")
	flagAutofocus                = named(nameOf("autofocus", flag), "")
	flagReversed                 = named(nameOf("reversed", flag), "")
	flagOpen                     = named(nameOf("open", flag), "")
	flagItemScope                = named(nameOf("itemscope", flag), "")
	flagNoModule                 = named(nameOf("nomodule", flag), "")
	flagIsMap                    = named(nameOf("ismap", flag), "")
	flagAllowFullscreen          = named(nameOf("allowfullscreen", flag), "")
	flagPlaysInline              = named(nameOf("playsinline", flag), "")
	flagDefault                  = named(nameOf("default", flag), "")
	flagShadowRootClonable       = named(nameOf("shadowrootclonable", flag), "")
	flagShadowRootDelegatesFocus = named(nameOf("shadowrootdelegatesfocus", flag), "")
	flagShadowRootSerializable   = named(nameOf("shadowrootserializable", flag), "")
)
