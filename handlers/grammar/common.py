"""Common English words: in a question they are hardly ever the name of a chute."""

COMMON_WORDS = """
abc ability abort above absent absolute abstract accept accepts access accessible account
accountant accurate act active add added additional address addresses adds advance advise affect
affects afford afternoon afterwards against agree alarm algorithm alias aliases allow allows alone
alpha alt alternate alternative alternatives always among and another answer answers anyone's
anywhere api apis apology app appear appears append applies apply approach appropriate approve apps
arbitrary architecture archive aren arg args argue arguments array arrays arrive art ascii aside
asleep assert assign assume assumes async asyncio ate atomic attach attr attribute attributes attrs
audit august auth author auto automatic autumn avoid avoids await aware awesome awful aye b4 baby
back backend background backslash backward backwards balance bank bare based basic bc beast become
becomes before begin begins behave behaves behavior behaviour behind believe belong belongs below
benefit beside best-case bet beyond binary bind bits blame blank bless blew block blocks board body
bold bool boolean borrow bother bots bought bound box boxes brackets branch branches breakup brief
bro brought browser bruh btw budgets buffer bug bugs build builds built builtin bunch burnt burst
buy bypass byte bytes cache caches calculate callback callbacks caller callers calm candidate
cannot canonical capacity capture care carry case cases cast catch categories category caught cause
causes ceo certain certificate cfo chain champion chance channel char character characters charge
chargeback chars checks chew child children choice choices chomp choose chosen chunk chunks
circular circumstances class classes clean cleanup clear client clients clone close closes cluster
cmd cmp codes coffee collect colon color colors column columns combine comes comma commas comments
commit committee common company comparisons compat compatibility compatible compile compiler
complain complete complex compliant component components compression concrete concurrent
conditional config configure confirm conflict conflicts conform connect consider consistent
consists console constant constants constraints construct constructor constructs consume consumes
contain container contains content contents context contexts continue contract contribute
contributes contributor contributors control controls convenience convenient conversion convert
converts cool copies copy copyright core correct correspond corresponds couldn count counter counts
course cover coverage covers crazy create creates credentials crept croak cto custom customer
customers customize cut cuz cwd cycle danger dashes database date dates datetime day day-wise days
dead deal dealt debug decide decimal deck declare decline decode decorator deep def default
defaults define defines degrade del delete delimiter deliver depend dependencies dependency
dependent depends depth describe describes descriptor design detect determine determines dev
developer developers devs dict dictionaries dictionary dicts didn die differ differences different
differs digit digits dip dir direct directive directives director directories directory dirs
disables discard discussion disk dist distinct distinguish distribute div doc docs documents doesn
domain don dot dots double doubt downstream draft dreamt drew drive driver drivers drives drove
dual due dug dummy duplicate duplicates dynamic earlier early easier easy eat edge edit effect
effective effects efficient effort either elements elsewhere elsif email emit employee empty
emulate enables encode encodings end endpoint endpoints ends enforce engine enough ensure ensures
enter entire entries entry enum env environments eod eom eow epoch equal equality equivalent err
escape escapes etc eval evaluate even event events everybody's example exc excellent except exclude
exclusive exec execs execute executive exist existence exists exit exits expand expansion expect
expects expenditure expenditures expense expenses experimental explicit explode expose exposes
express expression expressions extend extension extensions external extra extract extras faced fact
factory fail fair fake fallback falls false fam fantastic fatal feature features fed feed feel
fellow felt fetch few field fields file filehandle filename filenames files filesystem fill filter
filters final finance financial finds finish first fit fix fixed fixes flags flat fled flew float
flow fluctuate flush folder follow follows force foreach forecast forgave forget forgot fork form
format formats formatter forms forward found four frame frames framework free friend friends front
frozen fully fun func functionality funny further future gain gen general generates generator
generic gentle gentleman git glad glob global globals gobble god goto gotten gr8 greater greetings
grep group groups grow guarantee guarantees guard guidance guide guy guzzle hack handle handler
handlers handles hang hard hash hashes hasn hate haven head header headers heavier heavy held
helper helpers hence hex hid hidden hide hierarchy higher hint hints historical history hit hog
hola hold holds holiday home honey hook hooks hope horrible host hostname hot hour how'd how're
html http https human hung hurt hw idea identical identifier identifiers identify identity idk
ignore ignores illegal imagine immediate imo impact implements implicit implies import important
imports impossible impression improve include includes inclusion inclusive incompatible incomplete
incorrect incur indent independent index indexes indicate indicates indices individual infer
infinite inform infra inherit inheritance inherits init initial initialize inline inner input
inputs inquiry insane insensitive insert inspect install installs instance instances instantiate
int integer integers interactive interface interfaces intermediate internal internals interpret
interpreter ints invalid investigate investor investors invoice invoices invoke isn it'd item items
iterate iterator job join joke json keen keep keeps kept key keys keyword keywords kid kinds king
knew known knows kwargs label labels lack lad lads lady laid lambda language languages larger last
later latter layer lazy lead leader leaders leads leak leant leapt learn learnt leave leaves led
ledger left legacy legal len length lent lesson letter letters level levels lib libraries library
license life light line lines link links lists lit literal literals little live load loads local
locale localhost locate lock logger logic logical longer lookup loop loops loser lost loud love
lower lowercase lunch machine machines mad main maintain maintainers maintains major man manage
manager mandatory manipulate manner map mappings maps mark marker markers market marks massive
master match matches mate matters mch means meant mechanism mechanisms median meet member members
memory merge mess message messages met meta metadata meth method methods middle mind minimal minor
minus minute minutes misc mismatch miss mistake mix mod mode model-wise modern modify module
modules month mood mouth move moves msg multiple mypy n namespace namespaces native near necessary
negative neighbor neither network never newer newline newlines newly news next night node nodes
noise noisy non none noqa nor normal normalize note notes notice null num numeric obj object
objects obtain occur occurs odd offers office official offset offsets oi old older omit one operate
operator operators ops opt optimize optional opts order ordinary origin original otherwise
ourselves outer output outputs outside overhead overload overridden override overrides overwrite
overwritten owe owed owner p50 p90 p95 p99 package packages page pages pair pairs pal panic
parallel param parameter parameters params parent parentheses parse parser parsers parses part
partial parts party pass passes password past patch patches path paths patience pattern patterns
payday payload peak peaks percent percentage percentile percentiles perfect perform performs period
perl permission permissions permit person phone pick piece pieces pig pip pipe pkg place
placeholder places plan plans platforms play pleasant plenty plugin plugins plus pod point pointer
points policy pool poor pop populate port pos positional positive possibility post potential
practice pragma pre precedence predicate prefer preference prefix prefixes prepare presence present
preserve president prevent prevents primary print prints prior priority private processes prod
produces productive profit program programs progress project projects promise prompt propagate
proper properties property protocol protocols proud provider provides proxy public publish purchase
pure purpose purposes push pypi python queen query queue quiet quote quotes race raise raises
random rang range ranges rare rather reach read reader reads ready realize reason reasons receive
receives recognize recommend record records recurse recursion recursive redirect redistribute
reduce redundant ref refer reference references refers reflect refs regard regardless regards regex
regexp region register registry regular reject relate relative releases relevant relies rely remain
remainder remember remind remote remove removes rename repeat replace replaces reply repository
repr represent represents req require requirements requires res reset resolve resolver resolves
resource resources respect respective response responses responsible rest restore result results
ret retain retries retrieve retro retry return returns reuse reverse review rich rid rights risk
rode role root round routine routines row rule rules runs runtime rush sad safe sale sales same
sample sang sank satisfy save saved savings saw says scalar scale scan scary schema scheme schemes
scope script scripts search season seat second seconds security sees segments select self sell
semantics sends senior sense sensitive sent sentinel separate separator separators sequence
sequences series server servers service session sets settings setuptools several shall shame shape
share sharp sheet shell shift shone shook short shortcut shorter shot shouldn shrank shrunk shut
shutdown sick side sign signal signals signature signatures significant silly similar simpler
simplify since single sir site size sizes skip skyrocket slash slept slid slide slides slight slot
smaller smart smooth snapshot socket sockets software sold somehow sometimes somewhat somewhere
soon sorry sought sound source sources space spaces span spare spat speak spec special specific
specifier specifies specify splice spoke spot sprint sprintf spun src stack staff stage stakeholder
stakeholders standalone standard standup start starts startup stat state statements states static
stay stderr stdev stdin stdlib stdout steady steep stole stood stop stops storage store stores
story str straight strategy stream streams strict strings strip strong struck struct structure
structures struggle stub stuck study stung stupid style styles sub subclass subclasses subdirectory
subject subprocess subroutine subsequent subset subtype succeeds success sudden suffer sufficient
suffix suite sum summarise summarize sums superb support supports suppose suppress surge surprise
swam swept switch swore swung symbol symbols sync syntax systems tab tables tabs tag tags tail
taken takes talk target targets task tasks taught teach team tech technical temp template temporary
tend term terminal terminate terms terrible test tests text than that'd there'd therefore third tho
though thought thousand thread threads three threshold threw throw thrown throws thus tie tied
tight timestamp timezone tiny tip tired title tmp today together tomorrow tonight took tool tools
top tore touch tough town trace traceback track tracker traditional transform translate treat tree
tries trigger trouble truncate trust truth tuple tuples turns twice two type typed types typical
unclear undef underscores understood unhappy unicode union unique unit unix unknown unless unlike
unnecessary unpack unsafe unset unshift until unusual update updates upgrade upon upper uppercase
upset upstream uri url urls username utilities utility utter val valid validate var variables
variance variant variants vars vary vendor verbose verbosity verify versions virtual visible visit
voice void wait wake walk wantarray warn warnings warranty wasn waste wat watch way ways web week
weekend weight welcome whale what'd what're whatsup whatup wheel wheels when'd where'd whereas
whether white whitespace who'd who're wht why'd why's wide width wildcard win window windows winner
wise within without woke won word words wore work workaround worker workflow world worry worst-case
worth wouldn wound wow wrap wrapper wrappers wraps write writes written wrote year yesterday yield
yields yo young yourself zero zip
"""
COMMON = frozenset(COMMON_WORDS.split())
ENDINGS = ("ing", "ed", "ly", "tion", "tions", "ment", "ness", "able", "ful", "ous", "est", "ever")
SHORTEST = 6  # letters of a word that its ending tells


def is_common(word: str) -> bool:
    """Whether *word* is one that people use every day."""
    plain = word.lower().strip("?!.,;:").removesuffix("'s")
    return plain in COMMON or is_told_by_its_ending(plain)


def is_told_by_its_ending(plain: str) -> bool:
    """Whether *plain* ends as hardly any name does: `accepting`."""
    return plain.isalpha() and len(plain) >= SHORTEST and plain.endswith(ENDINGS)
