package html

// The page and its head.

// Head is the element head: what is known of the page but not shown.
func Head(content ...Node) Element { return made(tagHead, content) }

// Title is the element title: the page's name, in tabs and search results. It holds text alone.
func Title(content ...Node) Element { return made(tagTitle, content) }

// Meta is the element meta: something known of the page, by Name and Content, or its Charset.
func Meta(content ...Node) Element { return made(tagMeta, content) }

// Link is the element link: a file that belongs to the page, by Rel and Href.
func Link(content ...Node) Element { return made(tagLink, content) }

// Base is the element base: where the relative URLs of the page begin.
func Base(content ...Node) Element { return made(tagBase, content) }

// Body is the element body: what is shown.
func Body(content ...Node) Element { return made(tagBody, content) }

// Noscript is the element noscript: for browsers that run no scripts.
func Noscript(content ...Node) Element { return made(tagNoscript, content) }

// The parts of a page.

// Header is the element header: the head of the page or of a part.
func Header(content ...Node) Element { return made(tagHeader, content) }

// Nav is the element nav: links to other places.
func Nav(content ...Node) Element { return made(tagNav, content) }

// Main is the element main: what the page is for.
func Main(content ...Node) Element { return made(tagMain, content) }

// Section is the element section: a part of a text, with a heading.
func Section(content ...Node) Element { return made(tagSection, content) }

// Article is the element article: a part that could stand alone.
func Article(content ...Node) Element { return made(tagArticle, content) }

// Aside is the element aside: something beside the matter.
func Aside(content ...Node) Element { return made(tagAside, content) }

// Footer is the element footer: the foot of the page or of a part.
func Footer(content ...Node) Element { return made(tagFooter, content) }

// Address is the element address: how to reach who is responsible.
func Address(content ...Node) Element { return made(tagAddress, content) }

// Search is the element search: a part to search with.
func Search(content ...Node) Element { return made(tagSearch, content) }

// Hgroup is the element hgroup: a heading with what belongs to it.
func Hgroup(content ...Node) Element { return made(tagHgroup, content) }

// H1 is the element h1: the heading of the page.
func H1(content ...Node) Element { return made(tagH1, content) }

// H2 is the element h2: a heading of the second rank.
func H2(content ...Node) Element { return made(tagH2, content) }

// H3 is the element h3: a heading of the third rank.
func H3(content ...Node) Element { return made(tagH3, content) }

// H4 is the element h4: a heading of the fourth rank.
func H4(content ...Node) Element { return made(tagH4, content) }

// H5 is the element h5: a heading of the fifth rank.
func H5(content ...Node) Element { return made(tagH5, content) }

// H6 is the element h6: a heading of the sixth rank.
func H6(content ...Node) Element { return made(tagH6, content) }

// Blocks of text.

// P is the element p: a paragraph.
func P(content ...Node) Element { return made(tagP, content) }

// Div is the element div: a block that means nothing.
func Div(content ...Node) Element { return made(tagDiv, content) }

// Pre is the element pre: text with its spaces and line breaks.
func Pre(content ...Node) Element { return made(tagPre, content) }

// Blockquote is the element blockquote: what somebody else said.
func Blockquote(content ...Node) Element { return made(tagBlockquote, content) }

// Figure is the element figure: a picture, a table or a listing with its caption.
func Figure(content ...Node) Element { return made(tagFigure, content) }

// Figcaption is the element figcaption: a figure's caption.
func Figcaption(content ...Node) Element { return made(tagFigcaption, content) }

// Hr is the element hr: a change of subject.
func Hr(content ...Node) Element { return made(tagHr, content) }

// Ul is the element ul: a list whose order means nothing.
func Ul(content ...Node) Element { return made(tagUl, content) }

// Ol is the element ol: a list whose order means something.
func Ol(content ...Node) Element { return made(tagOl, content) }

// Menu is the element menu: a list of commands.
func Menu(content ...Node) Element { return made(tagMenu, content) }

// Li is the element li: an item of a list.
func Li(content ...Node) Element { return made(tagLi, content) }

// Dl is the element dl: a list of terms and what they stand for.
func Dl(content ...Node) Element { return made(tagDl, content) }

// Dt is the element dt: a term of a Dl.
func Dt(content ...Node) Element { return made(tagDt, content) }

// Dd is the element dd: what a term of a Dl stands for.
func Dd(content ...Node) Element { return made(tagDd, content) }

// In a line of text.

// A is the element a: a link, by Href.
func A(content ...Node) Element { return made(tagA, content) }

// Span is the element span: a piece of text that means nothing more.
func Span(content ...Node) Element { return made(tagSpan, content) }

// Strong is the element strong: something important.
func Strong(content ...Node) Element { return made(tagStrong, content) }

// Em is the element em: something stressed.
func Em(content ...Node) Element { return made(tagEm, content) }

// Small is the element small: small print.
func Small(content ...Node) Element { return made(tagSmall, content) }

// B is the element b: a key word.
func B(content ...Node) Element { return made(tagB, content) }

// I is the element i: another voice: a term, a name, a thought.
func I(content ...Node) Element { return made(tagI, content) }

// U is the element u: something annotated, such as misspelt text.
func U(content ...Node) Element { return made(tagU, content) }

// S is the element s: something that is no longer true.
func S(content ...Node) Element { return made(tagS, content) }

// Del is the element del: something that was taken out.
func Del(content ...Node) Element { return made(tagDel, content) }

// Ins is the element ins: something that was put in.
func Ins(content ...Node) Element { return made(tagIns, content) }

// Mark is the element mark: something marked for the reader.
func Mark(content ...Node) Element { return made(tagMark, content) }

// Cite is the element cite: the title of a work.
func Cite(content ...Node) Element { return made(tagCite, content) }

// Q is the element q: a quotation in a line.
func Q(content ...Node) Element { return made(tagQ, content) }

// Abbr is the element abbr: an abbreviation, spelt out by TitleAttr.
func Abbr(content ...Node) Element { return made(tagAbbr, content) }

// Dfn is the element dfn: a term where it is defined.
func Dfn(content ...Node) Element { return made(tagDfn, content) }

// Time is the element time: a time, by Datetime for machines.
func Time(content ...Node) Element { return made(tagTime, content) }

// Code is the element code: a piece of a program.
func Code(content ...Node) Element { return made(tagCode, content) }

// Kbd is the element kbd: what to type.
func Kbd(content ...Node) Element { return made(tagKbd, content) }

// Samp is the element samp: what a program says.
func Samp(content ...Node) Element { return made(tagSamp, content) }

// Var is the element var: a variable.
func Var(content ...Node) Element { return made(tagVar, content) }

// Sub is the element sub: an index below the line.
func Sub(content ...Node) Element { return made(tagSub, content) }

// Sup is the element sup: an index above the line.
func Sup(content ...Node) Element { return made(tagSup, content) }

// Br is the element br: a line break that is part of the text.
func Br(content ...Node) Element { return made(tagBr, content) }

// Wbr is the element wbr: a place where a long word may break.
func Wbr(content ...Node) Element { return made(tagWbr, content) }

// Bdi is the element bdi: text whose direction is not known, such as a name.
func Bdi(content ...Node) Element { return made(tagBdi, content) }

// Pictures and sound.

// Img is the element img: a picture, by Src and Alt.
func Img(content ...Node) Element { return made(tagImg, content) }

// Picture is the element picture: a picture in several versions.
func Picture(content ...Node) Element { return made(tagPicture, content) }

// Source is the element source: a version of a Picture, Audio or Video.
func Source(content ...Node) Element { return made(tagSource, content) }

// Audio is the element audio: sound.
func Audio(content ...Node) Element { return made(tagAudio, content) }

// Video is the element video: moving pictures.
func Video(content ...Node) Element { return made(tagVideo, content) }

// Track is the element track: the subtitles of a Video.
func Track(content ...Node) Element { return made(tagTrack, content) }

// Canvas is the element canvas: a place for scripts to draw on.
func Canvas(content ...Node) Element { return made(tagCanvas, content) }

// Iframe is the element iframe: another page in the page.
func Iframe(content ...Node) Element { return made(tagIframe, content) }

// Tables.

// Table is the element table: a table.
func Table(content ...Node) Element { return made(tagTable, content) }

// Caption is the element caption: a table's caption.
func Caption(content ...Node) Element { return made(tagCaption, content) }

// Colgroup is the element colgroup: columns that belong together.
func Colgroup(content ...Node) Element { return made(tagColgroup, content) }

// Col is the element col: a column of a Colgroup.
func Col(content ...Node) Element { return made(tagCol, content) }

// Thead is the element thead: the rows at a table's head.
func Thead(content ...Node) Element { return made(tagThead, content) }

// Tbody is the element tbody: rows of a table.
func Tbody(content ...Node) Element { return made(tagTbody, content) }

// Tfoot is the element tfoot: the rows at a table's foot.
func Tfoot(content ...Node) Element { return made(tagTfoot, content) }

// Tr is the element tr: a row.
func Tr(content ...Node) Element { return made(tagTr, content) }

// Th is the element th: a cell that heads a row or a column.
func Th(content ...Node) Element { return made(tagTh, content) }

// Td is the element td: a cell.
func Td(content ...Node) Element { return made(tagTd, content) }

// Forms.

// Form is the element form: fields that are sent together, by Method to Action.
func Form(content ...Node) Element { return made(tagForm, content) }

// Fieldset is the element fieldset: fields that belong together.
func Fieldset(content ...Node) Element { return made(tagFieldset, content) }

// Legend is the element legend: the caption of a Fieldset.
func Legend(content ...Node) Element { return made(tagLegend, content) }

// Label is the element label: the name of a field: around it, or For its id.
func Label(content ...Node) Element { return made(tagLabel, content) }

// Input is the element input: a field, by Type.
func Input(content ...Node) Element { return made(tagInput, content) }

// Textarea is the element textarea: a field of several lines. Its content is its value: text alone.
func Textarea(content ...Node) Element { return made(tagTextarea, content) }

// Select is the element select: a field to choose in.
func Select(content ...Node) Element { return made(tagSelect, content) }

// Optgroup is the element optgroup: options that belong together, named by LabelAttr.
func Optgroup(content ...Node) Element { return made(tagOptgroup, content) }

// Option is the element option: what a Select or Datalist offers.
func Option(content ...Node) Element { return made(tagOption, content) }

// Datalist is the element datalist: what a field suggests.
func Datalist(content ...Node) Element { return made(tagDatalist, content) }

// Button is the element button: a button. In a form it sends the form, unless Type says otherwise.
func Button(content ...Node) Element { return made(tagButton, content) }

// Output is the element output: what comes out of a form.
func Output(content ...Node) Element { return made(tagOutput, content) }

// Meter is the element meter: a measure within known limits.
func Meter(content ...Node) Element { return made(tagMeter, content) }

// Progress is the element progress: how far something is.
func Progress(content ...Node) Element { return made(tagProgress, content) }

// What opens and closes.

// Details is the element details: what is shown when it is asked for.
func Details(content ...Node) Element { return made(tagDetails, content) }

// Summary is the element summary: the line of Details that is always shown.
func Summary(content ...Node) Element { return made(tagSummary, content) }

// Dialog is the element dialog: a box above the page.
func Dialog(content ...Node) Element { return made(tagDialog, content) }

// Parts for scripts and other formats.

// Template is the element template: content that is not shown until a script uses it.
func Template(content ...Node) Element { return made(tagTemplate, content) }

// SlotEl is the element slot: where a component shows what stands in it.
func SlotEl(content ...Node) Element { return made(tagSlotEl, content) }

// DataEl is the element data: text with a Value that machines read.
func DataEl(content ...Node) Element { return made(tagDataEl, content) }

// Object is the element object: something of another format, by ObjectData, with what is shown without it.
func Object(content ...Node) Element { return made(tagObject, content) }

// Embed is the element embed: something of another format, by Src.
func Embed(content ...Node) Element { return made(tagEmbed, content) }

// Map is the element map: the areas of a picture, by Name.
func Map(content ...Node) Element { return made(tagMap, content) }

// Area is the element area: a part of a picture that leads somewhere.
func Area(content ...Node) Element { return made(tagArea, content) }

// Ruby is the element ruby: text with its pronunciation above it.
func Ruby(content ...Node) Element { return made(tagRuby, content) }

// Rt is the element rt: the pronunciation of what stands before it in a Ruby.
func Rt(content ...Node) Element { return made(tagRt, content) }

// Rp is the element rp: brackets for browsers that show no Ruby.
func Rp(content ...Node) Element { return made(tagRp, content) }
