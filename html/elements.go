package html

// The page and its head.

// Head is the element head: what is known of the page but not shown.
func Head(content ...Node) Element { return Element{"head", plain, content} }

// Title is the element title: the page's name, in tabs and search results. It holds text alone.
func Title(content ...Node) Element { return Element{"title", textOnly, content} }

// Meta is the element meta: something known of the page, by Name and Content, or its Charset.
func Meta(content ...Node) Element { return Element{"meta", void, content} }

// Link is the element link: a file that belongs to the page, by Rel and Href.
func Link(content ...Node) Element { return Element{"link", void, content} }

// Base is the element base: where the relative URLs of the page begin.
func Base(content ...Node) Element { return Element{"base", void, content} }

// Body is the element body: what is shown.
func Body(content ...Node) Element { return Element{"body", plain, content} }

// Noscript is the element noscript: for browsers that run no scripts.
func Noscript(content ...Node) Element { return Element{"noscript", plain, content} }

// The parts of a page.

// Header is the element header: the head of the page or of a part.
func Header(content ...Node) Element { return Element{"header", plain, content} }

// Nav is the element nav: links to other places.
func Nav(content ...Node) Element { return Element{"nav", plain, content} }

// Main is the element main: what the page is for.
func Main(content ...Node) Element { return Element{"main", plain, content} }

// Section is the element section: a part of a text, with a heading.
func Section(content ...Node) Element { return Element{"section", plain, content} }

// Article is the element article: a part that could stand alone.
func Article(content ...Node) Element { return Element{"article", plain, content} }

// Aside is the element aside: something beside the matter.
func Aside(content ...Node) Element { return Element{"aside", plain, content} }

// Footer is the element footer: the foot of the page or of a part.
func Footer(content ...Node) Element { return Element{"footer", plain, content} }

// Address is the element address: how to reach who is responsible.
func Address(content ...Node) Element { return Element{"address", plain, content} }

// Search is the element search: a part to search with.
func Search(content ...Node) Element { return Element{"search", plain, content} }

// Hgroup is the element hgroup: a heading with what belongs to it.
func Hgroup(content ...Node) Element { return Element{"hgroup", plain, content} }

// H1 is the element h1: the heading of the page.
func H1(content ...Node) Element { return Element{"h1", plain, content} }

// H2 is the element h2: a heading of the second rank.
func H2(content ...Node) Element { return Element{"h2", plain, content} }

// H3 is the element h3: a heading of the third rank.
func H3(content ...Node) Element { return Element{"h3", plain, content} }

// H4 is the element h4: a heading of the fourth rank.
func H4(content ...Node) Element { return Element{"h4", plain, content} }

// H5 is the element h5: a heading of the fifth rank.
func H5(content ...Node) Element { return Element{"h5", plain, content} }

// H6 is the element h6: a heading of the sixth rank.
func H6(content ...Node) Element { return Element{"h6", plain, content} }

// Blocks of text.

// P is the element p: a paragraph.
func P(content ...Node) Element { return Element{"p", plain, content} }

// Div is the element div: a block that means nothing.
func Div(content ...Node) Element { return Element{"div", plain, content} }

// Pre is the element pre: text with its spaces and line breaks.
func Pre(content ...Node) Element { return Element{"pre", verbatim, content} }

// Blockquote is the element blockquote: what somebody else said.
func Blockquote(content ...Node) Element { return Element{"blockquote", plain, content} }

// Figure is the element figure: a picture, a table or a listing with its caption.
func Figure(content ...Node) Element { return Element{"figure", plain, content} }

// Figcaption is the element figcaption: a figure's caption.
func Figcaption(content ...Node) Element { return Element{"figcaption", plain, content} }

// Hr is the element hr: a change of subject.
func Hr(content ...Node) Element { return Element{"hr", void, content} }

// Ul is the element ul: a list whose order means nothing.
func Ul(content ...Node) Element { return Element{"ul", plain, content} }

// Ol is the element ol: a list whose order means something.
func Ol(content ...Node) Element { return Element{"ol", plain, content} }

// Menu is the element menu: a list of commands.
func Menu(content ...Node) Element { return Element{"menu", plain, content} }

// Li is the element li: an item of a list.
func Li(content ...Node) Element { return Element{"li", plain, content} }

// Dl is the element dl: a list of terms and what they stand for.
func Dl(content ...Node) Element { return Element{"dl", plain, content} }

// Dt is the element dt: a term of a Dl.
func Dt(content ...Node) Element { return Element{"dt", plain, content} }

// Dd is the element dd: what a term of a Dl stands for.
func Dd(content ...Node) Element { return Element{"dd", plain, content} }

// In a line of text.

// A is the element a: a link, by Href.
func A(content ...Node) Element { return Element{"a", plain, content} }

// Span is the element span: a piece of text that means nothing more.
func Span(content ...Node) Element { return Element{"span", plain, content} }

// Strong is the element strong: something important.
func Strong(content ...Node) Element { return Element{"strong", plain, content} }

// Em is the element em: something stressed.
func Em(content ...Node) Element { return Element{"em", plain, content} }

// Small is the element small: small print.
func Small(content ...Node) Element { return Element{"small", plain, content} }

// B is the element b: a key word.
func B(content ...Node) Element { return Element{"b", plain, content} }

// I is the element i: another voice: a term, a name, a thought.
func I(content ...Node) Element { return Element{"i", plain, content} }

// U is the element u: something annotated, such as misspelt text.
func U(content ...Node) Element { return Element{"u", plain, content} }

// S is the element s: something that is no longer true.
func S(content ...Node) Element { return Element{"s", plain, content} }

// Del is the element del: something that was taken out.
func Del(content ...Node) Element { return Element{"del", plain, content} }

// Ins is the element ins: something that was put in.
func Ins(content ...Node) Element { return Element{"ins", plain, content} }

// Mark is the element mark: something marked for the reader.
func Mark(content ...Node) Element { return Element{"mark", plain, content} }

// Cite is the element cite: the title of a work.
func Cite(content ...Node) Element { return Element{"cite", plain, content} }

// Q is the element q: a quotation in a line.
func Q(content ...Node) Element { return Element{"q", plain, content} }

// Abbr is the element abbr: an abbreviation, spelt out by TitleAttr.
func Abbr(content ...Node) Element { return Element{"abbr", plain, content} }

// Dfn is the element dfn: a term where it is defined.
func Dfn(content ...Node) Element { return Element{"dfn", plain, content} }

// Time is the element time: a time, by Datetime for machines.
func Time(content ...Node) Element { return Element{"time", plain, content} }

// Code is the element code: a piece of a program.
func Code(content ...Node) Element { return Element{"code", plain, content} }

// Kbd is the element kbd: what to type.
func Kbd(content ...Node) Element { return Element{"kbd", plain, content} }

// Samp is the element samp: what a program says.
func Samp(content ...Node) Element { return Element{"samp", plain, content} }

// Var is the element var: a variable.
func Var(content ...Node) Element { return Element{"var", plain, content} }

// Sub is the element sub: an index below the line.
func Sub(content ...Node) Element { return Element{"sub", plain, content} }

// Sup is the element sup: an index above the line.
func Sup(content ...Node) Element { return Element{"sup", plain, content} }

// Br is the element br: a line break that is part of the text.
func Br(content ...Node) Element { return Element{"br", void, content} }

// Wbr is the element wbr: a place where a long word may break.
func Wbr(content ...Node) Element { return Element{"wbr", void, content} }

// Bdi is the element bdi: text whose direction is not known, such as a name.
func Bdi(content ...Node) Element { return Element{"bdi", plain, content} }

// Pictures and sound.

// Img is the element img: a picture, by Src and Alt.
func Img(content ...Node) Element { return Element{"img", void, content} }

// Picture is the element picture: a picture in several versions.
func Picture(content ...Node) Element { return Element{"picture", plain, content} }

// Source is the element source: a version of a Picture, Audio or Video.
func Source(content ...Node) Element { return Element{"source", void, content} }

// Audio is the element audio: sound.
func Audio(content ...Node) Element { return Element{"audio", plain, content} }

// Video is the element video: moving pictures.
func Video(content ...Node) Element { return Element{"video", plain, content} }

// Track is the element track: the subtitles of a Video.
func Track(content ...Node) Element { return Element{"track", void, content} }

// Canvas is the element canvas: a place for scripts to draw on.
func Canvas(content ...Node) Element { return Element{"canvas", plain, content} }

// Iframe is the element iframe: another page in the page.
func Iframe(content ...Node) Element { return Element{"iframe", empty, content} }

// Tables.

// Table is the element table: a table.
func Table(content ...Node) Element { return Element{"table", plain, content} }

// Caption is the element caption: a table's caption.
func Caption(content ...Node) Element { return Element{"caption", plain, content} }

// Colgroup is the element colgroup: columns that belong together.
func Colgroup(content ...Node) Element { return Element{"colgroup", plain, content} }

// Col is the element col: a column of a Colgroup.
func Col(content ...Node) Element { return Element{"col", void, content} }

// Thead is the element thead: the rows at a table's head.
func Thead(content ...Node) Element { return Element{"thead", plain, content} }

// Tbody is the element tbody: rows of a table.
func Tbody(content ...Node) Element { return Element{"tbody", plain, content} }

// Tfoot is the element tfoot: the rows at a table's foot.
func Tfoot(content ...Node) Element { return Element{"tfoot", plain, content} }

// Tr is the element tr: a row.
func Tr(content ...Node) Element { return Element{"tr", plain, content} }

// Th is the element th: a cell that heads a row or a column.
func Th(content ...Node) Element { return Element{"th", plain, content} }

// Td is the element td: a cell.
func Td(content ...Node) Element { return Element{"td", plain, content} }

// Forms.

// Form is the element form: fields that are sent together, by Method to Action.
func Form(content ...Node) Element { return Element{"form", plain, content} }

// Fieldset is the element fieldset: fields that belong together.
func Fieldset(content ...Node) Element { return Element{"fieldset", plain, content} }

// Legend is the element legend: the caption of a Fieldset.
func Legend(content ...Node) Element { return Element{"legend", plain, content} }

// Label is the element label: the name of a field: around it, or For its id.
func Label(content ...Node) Element { return Element{"label", plain, content} }

// Input is the element input: a field, by Type.
func Input(content ...Node) Element { return Element{"input", void, content} }

// Textarea is the element textarea: a field of several lines. Its content is its value: text alone.
func Textarea(content ...Node) Element { return Element{"textarea", longText, content} }

// Select is the element select: a field to choose in.
func Select(content ...Node) Element { return Element{"select", plain, content} }

// Optgroup is the element optgroup: options that belong together, named by LabelAttr.
func Optgroup(content ...Node) Element { return Element{"optgroup", plain, content} }

// Option is the element option: what a Select or Datalist offers.
func Option(content ...Node) Element { return Element{"option", plain, content} }

// Datalist is the element datalist: what a field suggests.
func Datalist(content ...Node) Element { return Element{"datalist", plain, content} }

// Button is the element button: a button. In a form it sends the form, unless Type says otherwise.
func Button(content ...Node) Element { return Element{"button", plain, content} }

// Output is the element output: what comes out of a form.
func Output(content ...Node) Element { return Element{"output", plain, content} }

// Meter is the element meter: a measure within known limits.
func Meter(content ...Node) Element { return Element{"meter", plain, content} }

// Progress is the element progress: how far something is.
func Progress(content ...Node) Element { return Element{"progress", plain, content} }

// What opens and closes.

// Details is the element details: what is shown when it is asked for.
func Details(content ...Node) Element { return Element{"details", plain, content} }

// Summary is the element summary: the line of Details that is always shown.
func Summary(content ...Node) Element { return Element{"summary", plain, content} }

// Dialog is the element dialog: a box above the page.
func Dialog(content ...Node) Element { return Element{"dialog", plain, content} }

// Parts for scripts and other formats.

// Template is the element template: content that is not shown until a script uses it.
func Template(content ...Node) Element { return Element{"template", plain, content} }

// SlotEl is the element slot: where a component shows what stands in it.
func SlotEl(content ...Node) Element { return Element{"slot", plain, content} }

// DataEl is the element data: text with a Value that machines read.
func DataEl(content ...Node) Element { return Element{"data", plain, content} }

// Object is the element object: something of another format, by ObjectData, with what is shown without it.
func Object(content ...Node) Element { return Element{"object", plain, content} }

// Embed is the element embed: something of another format, by Src.
func Embed(content ...Node) Element { return Element{"embed", void, content} }

// Map is the element map: the areas of a picture, by Name.
func Map(content ...Node) Element { return Element{"map", plain, content} }

// Area is the element area: a part of a picture that leads somewhere.
func Area(content ...Node) Element { return Element{"area", void, content} }

// Ruby is the element ruby: text with its pronunciation above it.
func Ruby(content ...Node) Element { return Element{"ruby", plain, content} }

// Rt is the element rt: the pronunciation of what stands before it in a Ruby.
func Rt(content ...Node) Element { return Element{"rt", plain, content} }

// Rp is the element rp: brackets for browsers that show no Ruby.
func Rp(content ...Node) Element { return Element{"rp", plain, content} }
