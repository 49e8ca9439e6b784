package html

import (
	"strconv"
	"strings"
)

// Class is the element's classes. Several of them add up.
func Class(names ...string) Attribute {
	if len(names) == 1 {
		return named(nameClass, names[0])
	}
	return named(nameClass, strings.Join(names, " "))
}

// Of any element.

// ID is the attribute id: the element's name in the page: what a #fragment leads to.
func ID(value string) Attribute { return named(nameID, value) }

// TitleAttr is the attribute title: an explanation that shows up under the pointer.
func TitleAttr(value string) Attribute { return named(nameTitleAttr, value) }

// Lang is the attribute lang: the language of the content, such as en or de-AT.
func Lang(value string) Attribute { return named(nameLang, value) }

// Dir is the attribute dir: the direction of the text: ltr, rtl or auto.
func Dir(value string) Attribute { return named(nameDir, value) }

// Role is the attribute role: what the element is to those who cannot see the page, where the element does not say so itself.
func Role(value string) Attribute { return named(nameRole, value) }

// Hidden is the attribute hidden: not shown.
func Hidden() Attribute { return flagHidden }

// Inert is the attribute inert: shown, and out of reach.
func Inert() Attribute { return flagInert }

// TabIndex is the attribute tabindex: where the element comes when one moves with the tab key: 0 in its place, -1 not at all.
func TabIndex(n int) Attribute { return named(nameTabIndex, strconv.Itoa(n)) }

// AccessKey is the attribute accesskey: a key that leads to the element.
func AccessKey(value string) Attribute { return named(nameAccessKey, value) }

// ContentEditable is the attribute contenteditable: whether the reader may change the content: true, false or plaintext-only.
func ContentEditable(value string) Attribute { return named(nameContentEditable, value) }

// Draggable is the attribute draggable: whether the element can be dragged: true or false.
func Draggable(value string) Attribute { return named(nameDraggable, value) }

// Spellcheck is the attribute spellcheck: whether what is typed is checked: true or false.
func Spellcheck(value string) Attribute { return named(nameSpellcheck, value) }

// Translate is the attribute translate: whether the content is to be translated: yes or no.
func Translate(value string) Attribute { return named(nameTranslate, value) }

// Slot is the attribute slot: the place in a custom element.
func Slot(value string) Attribute { return named(nameSlot, value) }

// Popover is the attribute popover: a box above the page that a button opens: auto, hint or manual.
func Popover(value string) Attribute { return named(namePopover, value) }

// PopoverTarget is the attribute popovertarget: the id of the Popover that a button opens.
func PopoverTarget(value string) Attribute { return named(namePopoverTarget, value) }

// Of links and files.

// Href is the attribute href: where a link leads.
func Href(url string) Attribute { return named(nameHref, url) }

// Src is the attribute src: the file to show.
func Src(url string) Attribute { return named(nameSrc, url) }

// Srcset is the attribute srcset: the file in several sizes: small.png 400w, large.png 800w.
func Srcset(value string) Attribute { return named(nameSrcset, value) }

// Sizes is the attribute sizes: how wide a picture is shown, to choose from a Srcset.
func Sizes(value string) Attribute { return named(nameSizes, value) }

// Alt is the attribute alt: what to read in place of a picture; empty if it is decoration.
func Alt(value string) Attribute { return named(nameAlt, value) }

// Rel is the attribute rel: what a link's target is to the page: stylesheet, icon, next.
func Rel(value string) Attribute { return named(nameRel, value) }

// Target is the attribute target: where a link opens: _blank is a new tab.
func Target(value string) Attribute { return named(nameTarget, value) }

// Download is the attribute download: the name under which a link's target is saved.
func Download(value string) Attribute { return named(nameDownload, value) }

// Hreflang is the attribute hreflang: the language of a link's target.
func Hreflang(value string) Attribute { return named(nameHreflang, value) }

// Media is the attribute media: for which screens a file is.
func Media(value string) Attribute { return named(nameMedia, value) }

// Charset is the attribute charset: the page's encoding: utf-8.
func Charset(value string) Attribute { return named(nameCharset, value) }

// Content is the attribute content: the value of a Meta.
func Content(value string) Attribute { return named(nameContent, value) }

// HTTPEquiv is the attribute http-equiv: a header that a Meta stands for. A refresh is refused.
func HTTPEquiv(value string) Attribute { return named(nameHTTPEquiv, value) }

// Property is the attribute property: the name of a Meta in vocabularies such as Open Graph.
func Property(value string) Attribute { return named(nameProperty, value) }

// CiteAttr is the attribute cite: where a quotation comes from.
func CiteAttr(url string) Attribute { return named(nameCiteAttr, url) }

// Integrity is the attribute integrity: the hash that a file must have.
func Integrity(value string) Attribute { return named(nameIntegrity, value) }

// CrossOrigin is the attribute crossorigin: how a file of another server is asked for: anonymous or use-credentials.
func CrossOrigin(value string) Attribute { return named(nameCrossOrigin, value) }

// ReferrerPolicy is the attribute referrerpolicy: what another server is told about the page.
func ReferrerPolicy(value string) Attribute { return named(nameReferrerPolicy, value) }

// Nonce is the attribute nonce: the word by which a Content-Security-Policy allows this element.
func Nonce(value string) Attribute { return named(nameNonce, value) }

// Async is the attribute async: a Script runs as soon as it is there.
func Async() Attribute { return flagAsync }

// Defer is the attribute defer: a Script runs when the page is there.
func Defer() Attribute { return flagDefer }

// Loading is the attribute loading: when a picture is fetched: lazy or eager.
func Loading(value string) Attribute { return named(nameLoading, value) }

// Decoding is the attribute decoding: when a picture is decoded: async, sync or auto.
func Decoding(value string) Attribute { return named(nameDecoding, value) }

// FetchPriority is the attribute fetchpriority: how soon a file is wanted: high, low or auto.
func FetchPriority(value string) Attribute { return named(nameFetchPriority, value) }

// Width is the attribute width: the width in pixels.
func Width(n int) Attribute { return named(nameWidth, strconv.Itoa(n)) }

// Height is the attribute height: the height in pixels.
func Height(n int) Attribute { return named(nameHeight, strconv.Itoa(n)) }

// Poster is the attribute poster: the picture that a Video shows before it plays.
func Poster(url string) Attribute { return named(namePoster, url) }

// Controls is the attribute controls: Audio or Video with buttons.
func Controls() Attribute { return flagControls }

// Autoplay is the attribute autoplay: Audio or Video plays by itself.
func Autoplay() Attribute { return flagAutoplay }

// Loop is the attribute loop: Audio or Video begins again at its end.
func Loop() Attribute { return flagLoop }

// Muted is the attribute muted: Audio or Video without sound.
func Muted() Attribute { return flagMuted }

// Preload is the attribute preload: how much of Audio or Video is fetched beforehand: none, metadata or auto.
func Preload(value string) Attribute { return named(namePreload, value) }

// Kind is the attribute kind: what a Track is: subtitles, captions, descriptions, chapters.
func Kind(value string) Attribute { return named(nameKind, value) }

// Srclang is the attribute srclang: the language of a Track.
func Srclang(value string) Attribute { return named(nameSrclang, value) }

// Sandbox is the attribute sandbox: what an Iframe may do; empty is nothing.
func Sandbox(value string) Attribute { return named(nameSandbox, value) }

// Allow is the attribute allow: the features that an Iframe may use.
func Allow(value string) Attribute { return named(nameAllow, value) }

// Of forms and fields.

// Action is the attribute action: where a form is sent.
func Action(url string) Attribute { return named(nameAction, url) }

// Method is the attribute method: how a form is sent: get, post or dialog.
func Method(value string) Attribute { return named(nameMethod, value) }

// Enctype is the attribute enctype: how a form is spelt: multipart/form-data for files.
func Enctype(value string) Attribute { return named(nameEnctype, value) }

// NoValidate is the attribute novalidate: the browser does not check the fields of the form.
func NoValidate() Attribute { return flagNoValidate }

// FormAttr is the attribute form: the id of the form that a field belongs to, if it does not stand in it.
func FormAttr(value string) Attribute { return named(nameFormAttr, value) }

// FormAction is the attribute formaction: where this button sends its form.
func FormAction(url string) Attribute { return named(nameFormAction, url) }

// FormMethod is the attribute formmethod: how this button sends its form.
func FormMethod(value string) Attribute { return named(nameFormMethod, value) }

// FormNoValidate is the attribute formnovalidate: this button sends its form unchecked.
func FormNoValidate() Attribute { return flagFormNoValidate }

// Name is the attribute name: the name under which a field is sent.
func Name(value string) Attribute { return named(nameName, value) }

// Type is the attribute type: what a field, a button or a file is.
func Type(value string) Attribute { return named(nameType, value) }

// Value is the attribute value: the value of a field, an option or a measure.
func Value(value string) Attribute { return named(nameValue, value) }

// Placeholder is the attribute placeholder: an example of what to type. It is no Label.
func Placeholder(value string) Attribute { return named(namePlaceholder, value) }

// For is the attribute for: the id of the field that a Label names.
func For(value string) Attribute { return named(nameFor, value) }

// LabelAttr is the attribute label: the name of an Optgroup, an Option or a Track.
func LabelAttr(value string) Attribute { return named(nameLabelAttr, value) }

// Required is the attribute required: the field must have a value.
func Required() Attribute { return flagRequired }

// Checked is the attribute checked: the box is ticked.
func Checked() Attribute { return flagChecked }

// Selected is the attribute selected: the option is chosen.
func Selected() Attribute { return flagSelected }

// Disabled is the attribute disabled: out of use, and not sent.
func Disabled() Attribute { return flagDisabled }

// ReadOnly is the attribute readonly: not to be changed, and sent.
func ReadOnly() Attribute { return flagReadOnly }

// Multiple is the attribute multiple: more than one value.
func Multiple() Attribute { return flagMultiple }

// Autofocus is the attribute autofocus: where the cursor is when the page opens.
func Autofocus() Attribute { return flagAutofocus }

// Autocomplete is the attribute autocomplete: what a browser may fill in: off, email, current-password.
func Autocomplete(value string) Attribute { return named(nameAutocomplete, value) }

// Accept is the attribute accept: which files may be chosen.
func Accept(value string) Attribute { return named(nameAccept, value) }

// Pattern is the attribute pattern: the regular expression that a value must match.
func Pattern(value string) Attribute { return named(namePattern, value) }

// InputMode is the attribute inputmode: which keyboard a phone shows: numeric, email, search.
func InputMode(value string) Attribute { return named(nameInputMode, value) }

// EnterKeyHint is the attribute enterkeyhint: what the enter key of a phone says: send, search, next.
func EnterKeyHint(value string) Attribute { return named(nameEnterKeyHint, value) }

// List is the attribute list: the id of the Datalist that suggests values.
func List(value string) Attribute { return named(nameList, value) }

// MinLength is the attribute minlength: how many characters a value must have at least.
func MinLength(n int) Attribute { return named(nameMinLength, strconv.Itoa(n)) }

// MaxLength is the attribute maxlength: how many characters a value may have, as a browser counts them: in UTF-16.
func MaxLength(n int) Attribute { return named(nameMaxLength, strconv.Itoa(n)) }

// Min is the attribute min: the least value.
func Min(value string) Attribute { return named(nameMin, value) }

// Max is the attribute max: the greatest value.
func Max(value string) Attribute { return named(nameMax, value) }

// Step is the attribute step: the distance between values; any for none.
func Step(value string) Attribute { return named(nameStep, value) }

// Low is the attribute low: where the low values of a Meter end.
func Low(value string) Attribute { return named(nameLow, value) }

// High is the attribute high: where the high values of a Meter begin.
func High(value string) Attribute { return named(nameHigh, value) }

// Optimum is the attribute optimum: the best value of a Meter.
func Optimum(value string) Attribute { return named(nameOptimum, value) }

// Size is the attribute size: how many characters or options of a field are seen.
func Size(n int) Attribute { return named(nameSize, strconv.Itoa(n)) }

// Rows is the attribute rows: how many lines of a Textarea are seen.
func Rows(n int) Attribute { return named(nameRows, strconv.Itoa(n)) }

// Cols is the attribute cols: how many characters of a line of a Textarea are seen.
func Cols(n int) Attribute { return named(nameCols, strconv.Itoa(n)) }

// Wrap is the attribute wrap: whether a Textarea sends its line breaks: soft or hard.
func Wrap(value string) Attribute { return named(nameWrap, value) }

// Of tables, lists and times.

// Colspan is the attribute colspan: over how many columns a cell goes.
func Colspan(n int) Attribute { return named(nameColspan, strconv.Itoa(n)) }

// Rowspan is the attribute rowspan: over how many rows a cell goes.
func Rowspan(n int) Attribute { return named(nameRowspan, strconv.Itoa(n)) }

// SpanAttr is the attribute span: how many columns a Col or Colgroup stands for.
func SpanAttr(n int) Attribute { return named(nameSpanAttr, strconv.Itoa(n)) }

// Headers is the attribute headers: the ids of the Th that a cell belongs to.
func Headers(value string) Attribute { return named(nameHeaders, value) }

// Scope is the attribute scope: what a Th heads: row, col, rowgroup or colgroup.
func Scope(value string) Attribute { return named(nameScope, value) }

// AbbrAttr is the attribute abbr: a short form of a Th.
func AbbrAttr(value string) Attribute { return named(nameAbbrAttr, value) }

// Start is the attribute start: the number of the first item of an Ol.
func Start(n int) Attribute { return named(nameStart, strconv.Itoa(n)) }

// Reversed is the attribute reversed: an Ol that counts down.
func Reversed() Attribute { return flagReversed }

// Datetime is the attribute datetime: a time as machines read it: 2026-01-31T12:00:00Z.
func Datetime(value string) Attribute { return named(nameDatetime, value) }

// Open is the attribute open: Details or a Dialog that is open.
func Open() Attribute { return flagOpen }

// Rarely needed, of any element.

// Autocapitalize is the attribute autocapitalize: which letters an on-screen keyboard makes capitals: off, sentences, words or characters.
func Autocapitalize(value string) Attribute { return named(nameAutocapitalize, value) }

// Autocorrect is the attribute autocorrect: whether mistakes are corrected while one types: on or off.
func Autocorrect(value string) Attribute { return named(nameAutocorrect, value) }

// WritingSuggestions is the attribute writingsuggestions: whether the browser may suggest how to go on: true or false.
func WritingSuggestions(value string) Attribute { return named(nameWritingSuggestions, value) }

// Is is the attribute is: the name of the custom element that this one is.
func Is(value string) Attribute { return named(nameIs, value) }

// Part is the attribute part: a name by which a style sheet outside of a component finds the element.
func Part(value string) Attribute { return named(namePart, value) }

// ExportParts is the attribute exportparts: the parts of a component that are parts of what it stands in.
func ExportParts(value string) Attribute { return named(nameExportParts, value) }

// PopoverTargetAction is the attribute popovertargetaction: what a button does with its popover: show, hide or toggle.
func PopoverTargetAction(value string) Attribute { return named(namePopoverTargetAction, value) }

// Command is the attribute command: what a button does with its CommandFor: show-modal, close, toggle-popover.
func Command(value string) Attribute { return named(nameCommand, value) }

// CommandFor is the attribute commandfor: the id of what a button commands.
func CommandFor(value string) Attribute { return named(nameCommandFor, value) }

// ItemScope is the attribute itemscope: something that ItemProp describes.
func ItemScope() Attribute { return flagItemScope }

// ItemType is the attribute itemtype: the kind of an item, as a URL that is a name.
func ItemType(value string) Attribute { return named(nameItemType, value) }

// ItemProp is the attribute itemprop: which property of the item the content is.
func ItemProp(value string) Attribute { return named(nameItemProp, value) }

// ItemID is the attribute itemid: the name of an item for all the world.
func ItemID(value string) Attribute { return named(nameItemID, value) }

// ItemRef is the attribute itemref: ids of elements elsewhere that belong to an item.
func ItemRef(value string) Attribute { return named(nameItemRef, value) }

// Rarely needed, of links, files and pictures.

// As is the attribute as: what a preloaded file is for: script, style, font.
func As(value string) Attribute { return named(nameAs, value) }

// Blocking is the attribute blocking: what waits for a file: render.
func Blocking(value string) Attribute { return named(nameBlocking, value) }

// NoModule is the attribute nomodule: a script for browsers that know no modules.
func NoModule() Attribute { return flagNoModule }

// Ping is the attribute ping: who is told when a link is followed.
func Ping(url string) Attribute { return named(namePing, url) }

// ImageSizes is the attribute imagesizes: Sizes of a picture that is preloaded.
func ImageSizes(value string) Attribute { return named(nameImageSizes, value) }

// ImageSrcset is the attribute imagesrcset: Srcset of a picture that is preloaded.
func ImageSrcset(value string) Attribute { return named(nameImageSrcset, value) }

// UseMap is the attribute usemap: the Map of a picture, as #name.
func UseMap(value string) Attribute { return named(nameUseMap, value) }

// IsMap is the attribute ismap: a picture in a link that sends where it was clicked.
func IsMap() Attribute { return flagIsMap }

// Shape is the attribute shape: the shape of an Area: rect, circle, poly or default.
func Shape(value string) Attribute { return named(nameShape, value) }

// Coords is the attribute coords: the corners of an Area.
func Coords(value string) Attribute { return named(nameCoords, value) }

// ObjectData is the attribute data: the file of an Object.
func ObjectData(url string) Attribute { return named(nameObjectData, url) }

// AllowFullscreen is the attribute allowfullscreen: a frame that may fill the screen.
func AllowFullscreen() Attribute { return flagAllowFullscreen }

// PlaysInline is the attribute playsinline: a video that plays in its place.
func PlaysInline() Attribute { return flagPlaysInline }

// Default is the attribute default: the track that is shown if nobody chooses another.
func Default() Attribute { return flagDefault }

// Rarely needed, of forms, dialogs and templates.

// AcceptCharset is the attribute accept-charset: how a form writes its letters: utf-8.
func AcceptCharset(value string) Attribute { return named(nameAcceptCharset, value) }

// FormEnctype is the attribute formenctype: Enctype, said by a button.
func FormEnctype(value string) Attribute { return named(nameFormEnctype, value) }

// FormTarget is the attribute formtarget: Target, said by a button.
func FormTarget(value string) Attribute { return named(nameFormTarget, value) }

// Capture is the attribute capture: which camera takes the file: user or environment.
func Capture(value string) Attribute { return named(nameCapture, value) }

// Dirname is the attribute dirname: the name under which the direction of a field's text is sent.
func Dirname(value string) Attribute { return named(nameDirname, value) }

// ClosedBy is the attribute closedby: what closes a dialog: any, closerequest or none.
func ClosedBy(value string) Attribute { return named(nameClosedBy, value) }

// ShadowRootMode is the attribute shadowrootmode: a Template that is the inside of the element around it: open or closed.
func ShadowRootMode(value string) Attribute { return named(nameShadowRootMode, value) }

// ShadowRootClonable is the attribute shadowrootclonable: the inside of an element that may be copied with it.
func ShadowRootClonable() Attribute { return flagShadowRootClonable }

// ShadowRootDelegatesFocus is the attribute shadowrootdelegatesfocus: the inside of an element that takes its focus.
func ShadowRootDelegatesFocus() Attribute { return flagShadowRootDelegatesFocus }

// ShadowRootSerializable is the attribute shadowrootserializable: the inside of an element that is written with it.
func ShadowRootSerializable() Attribute { return flagShadowRootSerializable }
