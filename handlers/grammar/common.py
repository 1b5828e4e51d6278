"""Common English words: in a question they are hardly ever the name of a chute."""

COMMON_WORDS = """
abc ability abort above absent absolute abstract accept acceptable accepted accepting accepts
access accessed accessible accessing accidentally accordingly account accountant accounting
accurate act action actions active adapted add added adding addition additional address addresses
adds advance advanced advise affect affected affects afford afternoon afterwards against agree
alarm alarming algorithm alias aliases allow allowed allowing allows alone alpha alt alternate
alternative alternatives always amazing among and annotation annotations annoyed annoying another
answer answers anyone's anywhere api apis apology app appear appears append appended appending
applicable application applications applied applies apply applying approach appropriate approve
approved apps arbitrary architecture archive aren arg args argue argument arguments array arrays
arrive art ascii aside asleep assert assertion assign assigned assignment associated assume
assumed assumes assuming async asyncio ate atomic attach attached attempted attempting attention
attr attribute attributes attrs audit august auth authentication author auto automatic
automatically autumn available avoid avoids await aware awesome awful aye b4 baby back backend
background backslash backward backwards balance bank bare based basic bc beast beautiful become
becomes before begin beginning begins behave behaved behaves behavior behaviour behind believe
belong belongs below benefit beside best-case bet beyond binary bind binding bits blame blank
bless blew block blocking blocks board body bold bool boolean boring borrow bother bothered bots
bought bound box boxes brackets branch branches breaking breakup brief briefing bro brought
browser bruh btw budgets buffer bug bugs build building builds built builtin bunch burnt burst buy
buying bypass byte bytes cache cached caches caching calculate calculated calculation callable
callback callbacks caller callers calling calm candidate cannot canonical capacity capture
captured care careful carry case cases cast catch categories category caught cause caused causes
causing ceo certain certificate cfo chain champion chance changing channel char character
characters charge chargeback charging chars checked checking checks chew child children choice
choices chomp choose chosen chunk chunks circular circumstances class classes clean cleanup clear
cleared client clients climbing clone close closed closes closing cluster cmd cmp codes coding
coffee collect collected collection colon color colors column columns combination combine combined
comes coming comma commas comment comments commit committee common commonly company comparing
comparisons compat compatibility compatible compilation compile compiled compiler compiling
complain complete completed completely completion complex compliant complicated component
components compressed compression computed concerned concrete concurrent condition conditional
conditions config configuration configurations configure configured confirm confirmation confirmed
conflict conflicting conflicts conform confused confusing connect connected connection connections
consider considered consistent consists console constant constants constraints construct
constructed constructing construction constructor constructs consume consumes contain contained
container containing contains content contents context contexts continue contract contribute
contributed contributes contribution contributor contributors control controls convenience
convenient convention conversion convert converted converting converts convinced cool copied
copies copy copying copyright core correct correctly correspond corresponding corresponds couldn
count counter counting counts course cover coverage covered covers crazy create created creates
creating creation credentials crept croak cto custom customer customers customize cut cuz cwd
cycle danger darling dashes database date dates datetime day day-wise days dead deal dealing dealt
debug debugging decide decimal deck declaration declarations declare declared decline declined
declining decode decoded decoding decorated decorator deep deeply def default defaults define
defined defines defining definition definitions degrade degraded degrading del delete deleted
delimited delimiter deliver department depend dependencies dependency dependent depending depends
deprecated deprecation depth derived describe described describes describing description
descriptor design designed desired destination detect detected detection determine determined
determines determining dev developer developers development devs dict dictionaries dictionary
dicts didn die differ differences different differently differs digit digits dip dipped dir direct
direction directive directives directly director directories directory dirs disable disabled
disables discard discarded discussion disk displayed dist distinct distinguish distribute
distributed distribution distributions div doc docs docstring document documentation documented
documents doesn domain don dot dots dotted double doubled doubt downloaded downstream draft dreamt
drew drive driver drivers drives driving drove dual due dug dummy duplicate duplicated duplicates
duration dynamic dynamically earlier early easier easy eat edge edit effect effective effectively
effects efficient effort either element elements elsewhere elsif email embedded emit emitted
employee empty emulate enable enabled enables encode encoded encoding encodings encountered end
ending endpoint endpoints ends enforce engine enormous enough ensure ensures ensuring enter entire
entries entry enum env environment environments eod eom eow epoch equal equality equivalent err
escape escaped escapes escaping especially etc eval evaluate evaluated evaluation even evening
event events eventually everybody's example exc exceed exceeded excellent except exclude excluded
exclusive exec execs executable execute executed executing execution executive exist existence
existing exists exit exiting exits expand expanded expansion expect expected expects expenditure
expenditures expense expenses experimental explanation explicit explicitly explode exploded
exported expose exposed exposes express expression expressions extend extended extension
extensions external extra extract extracted extras faced fact factory fail fair fake fallback
falling falls false fam family fantastic fatal feature features fed feed feel feeling fellow felt
fetch few field fields file filehandle filename filenames files filesystem fill filled filter
filtered filtering filters final finally finance financial finding finds finish finished first fit
fix fixed fixes flags flat fled flew float floating flow fluctuate fluctuated flush folder follow
followed follows force foreach forecast forgave forget forgot fork form format formats formatted
formatter formatting forms forward found four fragment frame frames framework free friend friends
front frozen frustrated fully fun func function functionality functions funny further future gain
gained gen general generates generation generator generic gentle gentleman git giving glad glob
global globals gobble god goto gotten gr8 granted greater greetings grep group groups grow
guarantee guaranteed guarantees guard guidance guide guy guzzle hack handle handled handler
handlers handles handling hang hanging hard hash hashes hasn hate haven head header headers
heavier heaviest heavy held helper helpers helpful hence hex hid hidden hide hierarchy higher hint
hints historical history hit hog hola hold holding holds holiday home honey hook hooks hope hoping
horrible host hostname hot hour how'd how're html http https human hung hurt hw idea identical
identified identifier identifiers identify identity idk ignore ignored ignores ignoring illegal
imagine immediate immediately immutable imo impact implement implementation implemented
implementing implements implicit implicitly implied implies import important imported importing
imports impossible impressed impression improve improved improvement improving include included
includes including inclusion inclusive incoming incompatible incomplete incorrect incorrectly
increment incur incurred indeed indent indentation independent independently index indexes
indicate indicated indicates indicating indices individual infer infinite inform informed infra
inherit inheritance inherited inherits init initial initialization initialize initialized
initially inline inner input inputs inquiry insane insensitive insert inserted inspect install
installation installed installing installs instance instances instantiate instantiated int integer
integers intended intentionally interaction interactive interface interfaces intermediate internal
internally internals interpret interpreted interpreter introduced ints invalid invest investigate
investor investors invoice invoices invoke invoked invoking involved isn issued it'd item items
iterable iterate iterating iteration iterator job join joke joking json keen keep keeping keeps
kept key keys keyword keywords kid killing kinds king knew knowing known knows kwargs label labels
lack lad lads lady lagged lagging laid lambda language languages larger last later latter layer
lazily lazy lead leader leaders leading leads leak leant leapt learn learnt leave leaves leaving
led ledger left legacy legal len length lent lesson letter letters level levels lib libraries
library license licensed life light limitation limitations limited line lines link linked linking
links listed lists lit literal literals little live load loaded loading loads local locale
localhost locally locate location locations lock logger logging logic logical longer longest
looked lookup loop loops loser lost loud love lower lowercase lowered lunch machine machines mad
main maintain maintained maintainers maintains major malformed man manage managed management
manager mandatory manipulate manner manually map mapped mapping mappings maps mark marked marker
markers market marks massive master match matched matches matching mate matters mch meaning
meaningful means meant mechanism mechanisms median meet meeting member members memory mention
merge merged mess message messages messed met meta metadata meth method methods middle mind
minimal minor minus minute minutes misc mismatch miss missed missing mistake mix mod mode
model-wise modern modification modified modify modifying module modules moment month mood morning
mostly mouth move movement moves moving msg multiple mypy n namespace namespaces naming native
near nearly necessarily necessary needful needing negative neighbor neither nervous nervously
nested nesting network never newer newline newlines newly news next night node nodes noise noisy
non none noqa nor normal normalization normalize normalized normally notation note notes nothing
notice noticed null num numeric obj object objects obtain obtained obtaining obvious occur
occurred occurs odd offers office official offset offsets oi old older omit omitted one opened
opening operate operating operation operations operator operators opposed ops opt optimization
optimize optimized option optional optionally opts order ordered ordering ordinary origin original
originally otherwise ourselves outer output outputs outside overhead overload overridden override
overrides overriding overwrite overwritten owe owed owner p50 p90 p95 p99 package packages
packaging padding page pages pair pairs pal panic parallel param parameter parameters params
parent parentheses parse parsed parser parsers parses parsing part partial parts party pass passed
passes passing password past patch patches path paths patience pattern patterns payday paying
payload payment peak peaked peaks percent percentage percentile percentiles perfect perform
performed performs period perl permission permissions permit permitted person phone pick picked
piece pieces pig pip pipe pkg place placed placeholder places plan planned planning plans
platforms play pleasant pleased plenty plugin plugins plus pod point pointer pointing points
policy pool poor pop populate populated port portable portion portions pos position positional
positions positive possibility possibly post potential potentially practice pragma pre precedence
preceding predicate prefer preference preferred prefix prefixed prefixes prepare presence present
presentation preserve preserved preserving president prevent prevents previous previously
primarily primary print printed printing prints prior priority private proceed processes prod
produces producing production productive profit program programming programs progress project
projects promise prompt propagate proper properties property protected protocol protocols proud
provided provider provides providing proxy public publish published purchase pure purpose purposes
push putting pypi pytest python qualified queen query queue quickly quiet quote quoted quotes
quoting race raise raised raises raising random rang range ranges rare rarely rather reach reached
read readable reader reading reads ready realize reason reasonable reasons receive received
receives recognize recognized recommend recommended record recorded records recurse recursion
recursive recursively redirect redistribute reduce reduced redundant ref refer reference
referenced references refers reflect refs regard regarding regardless regards regex regexp region
register registered registry regular reject relate related relative relatively released releases
relevant reliable relies rely remain remainder remaining remember remind remote remove removed
removes removing rename renamed rendered repeat repeated repeatedly replace replaced replacement
replaces replacing reply reporting repository repr represent representation represented
representing represents req requested require required requirement requirements requires requiring
res reserved reset resolution resolve resolved resolver resolves resolving resource resources
respect respective respectively response responses responsible rest restore restriction result
resulting results ret retain retries retrieve retrieved retro retry return returned returning
returns reuse reused reverse review rich rid rights rising risk rode role root round routine
routines row rule rules runs runtime rush sad safe safely sale sales same sample sang sank
satisfied satisfy save saved saving savings saw says scalar scale scan scanning scared scary
schema scheme schemes scope script scripts search searching season seat second seconds section
sections security sees segment segments select selected selection self sell semantics sending
sends senior sense sensitive sent sentinel separate separated separately separator separators
sequence sequences serialization serialized series serious server servers service serving session
sets setting settings setuptools several shall shame shape share shared sharing sharp sharply
sheet shell shift shocked shone shook short shortcut shorter shot shouldn shrank shrunk shut
shutdown sick side sign signal signals signature signatures signed significant significantly
silently silly similar simpler simplify since single sir site situation situations size sizes skip
skipped skipping skyrocket skyrocketed slash slept slid slide slides slight slightly slot smaller
smart smooth snapshot socket sockets software sold solution somehow sometimes somewhat somewhere
soon sorry sorted sorting sought sound source sources space spaces span spare spat speak spec
special specific specifically specification specified specifier specifies specify specifying
splice spoke spot sprint sprintf spun src stable stack staff stage stakeholder stakeholders
standalone standard standing standup start started starting starts startup stat state statement
statements states static stay stderr stdev stdin stdlib stdout steady steep stole stood stop
stopped stops storage store stored stores storing story str straight strategy stream streams
strict strictly string strings strip stripped strong struck struct structure structures struggle
struggling stub stuck study stung stupid style styles sub subclass subclasses subdirectory subject
subprocess subroutine subsequent subset subtype succeed succeeded succeeds success successful
successfully sudden suffer suffering sufficient suffix suggest suggested suitable suite sum
summarise summarize sums superb supplied supply support supported supporting supports suppose
supposed suppress surge surged surprise surprised surprising surrounding suspicious swam swept
switch swore swung symbol symbols sync syntax systems tab tables tabs tag tags tail taken takes
taking talk target targets task tasks taught teach team tech technical temp template temporarily
temporary tend term terminal terminate terminated terms terrible terribly test tested testing
tests text than that'd there'd therefore third tho though thought thousand thread threads three
threshold threw throw thrown throws thus tie tied tight timestamp timezone tiny tip tired title
tmp today together tomorrow tonight took tool tools top tore touch tough town trace traceback
track tracker tracking traditional trailing transform translate translated treat treated tree
tries trigger triggered trouble truncate trust truth tuple tuples turns twice two type typed types
typical typically typing unable unavailable unchanged unclear undef undefined underlying
underscores understood unexpected unhappy unicode union unique unit unix unknown unless unlike
unlikely unnecessary unpack unpacked unsafe unset unshift unsigned unspecified unsupported until
unused unusual upcoming update updates updating upgrade upon upper uppercase upset upstream uri
url urls usable useful username utilities utility utter val valid validate validated validating
validation var variable variables variance variant variants vars vary vendor verbose verbosity
verification verify verifying versionadded versions virtual visible visit voice void wait waiting
wake walk wantarray warn warning warnings warranty wasn waste wasted wasting wat watch way ways
web week weekend weight welcome whale what'd what're whatever whatsup whatup wheel wheels when'd
where'd whereas whether white whitespace who'd who're wht why'd why's wide width wildcard win
window windows winner wise within without woke won wonderful word words wore work workaround
worked worker workflow world worried worry worst-case worth wouldn wound wow wrap wrapped wrapper
wrappers wrapping wraps writable write writes writing written wrote year yearly yesterday yield
yields yo young yourself zero zip
"""
COMMON = frozenset(COMMON_WORDS.split())
ENDINGS = ("ing", "ed", "ly", "tion", "tions", "ment", "ness", "able", "ful", "ous", "est", "ever")
SHORTEST = 6  # letters of a word that its ending tells


def is_common(word: str) -> bool:
    """Whether *word* is one that people use every day."""
    plain = word.lower().strip("?!.,;:").removesuffix("'s")
    ends = plain.isalpha() and len(plain) >= SHORTEST and plain.endswith(ENDINGS)
    return ends or plain in COMMON
