"""Words that are written with a full stop: those after which no sentence ends, and those after which one may."""

from functools import cache

_NEVER_END = {
    "": "dr prof mr mrs ms st cf viz fig figs eq eqs vol vols approx ca qty resp incl excl dept dipl ing mag priv e.g"
    " i.e h.c",
    "en": "vs hon",
    "de": "abs ziff buchst bzw ggf z.b d.h i.d.r i.s.d i.v.m sog vgl evtl inkl zzgl abzgl bgbl kap anm aufl hrsg bd rn"
    " rdnr gem mind jhd tel abb tab bspw einschl entspr geb verf abschn bes insb insbes allg sp rer nat gegr med phil"
    " jur mio mrd i.a i.d.f"
    " n.f o.g z.t z.zt lt vs mwv",
    "fr": "m p.ex mme mlle mm chap éd env av apr réf tél n° c.-à-d",
    "es": "sr sra srta dra párr núm pág págs p.ej ej ed aprox depto gral lic n.º ee.uu",
    "pt": "sr sra dra n.º núm pág págs p.ex ex dec exmo exma eng",
    "it": "sig dott dott.ssa artt pag pagg ad.es cfr lett d.lgs avv",
    "nl": "bijv dhr mevr drs blz m.b.t i.v.m t.a.v d.w.z m.n t.o.v evt",
    "pl": "art ust pkt poz nr dz np tj tzn m.in ds inż mgr ul al im św godz zob por wg wyd tys lek hab woj gm rozp",
    "ro": "dl alin lit nr art pct pag ex cca sf dna conf.univ lect asist m.of",
    "hu": "ún kb ill szerk tsz vö bek évf vm pl mrd",
    "cs": "č čl odst písm např tj tzv mj sb mgr popř bc mudr phdr rndr doc",
    "sk": "č čl ods písm napr tj tzv zb mgr popr mudr phdr rndr doc",
    "da": "f.eks bl.a dvs stk jf nr pkt evt inkl ekskl mht vedr",
    "nb": "f.eks bl.a dvs jf nr pkt evt inkl ekskl mht vedr",
    "sv": "t.ex bl.a dvs jfr nr inkl exkl fr.o.m t.o.m s.k",
    "fi": "esim ks nro vrt",
    "ru": "ст пп рис табл стр см тыс млн млрд проф напр т.е им",
    "uk": "ст пп рис табл стор див тис млн млрд проф напр т.е ім",
    "bg": "чл ал фиг табл стр вж хил млн млрд проф напр т.е",
    "el": "π.χ αρ σελ παρ άρθ δρ βλ",
    "tr": "örn bkz md doç yrd çev",
    "hr": "čl tj tzv npr br prim",
    "sl": "čl tj tzv npr št prim t.i",
    "sr": "čl tj tzv npr br чл тј тзв нпр бр",
    "lt": "pvz t.y proc tūkst",
    "lv": "piem t.i lpp tūkst",
    "et": "nt näit",
}
_MAY_END = {
    "": "etc al inc ltd co corp jr sr eds u.s u.k u.n a.m p.m b.c a.d ph.d m.d b.sc m.sc suppl"
    " jan feb mar apr jun jul aug sep sept oct nov dec",
    "de": "usw u.a u.ä o.ä a.a.o std max min str lit okt dez",
    "es": "ud uds",
    "it": "ecc s.p.a s.r.l",
    "nl": "enz e.d o.a",
    "pl": "itd itp mln mld str",
    "ro": "s.a ş.a ș.a",
    "hu": "stb",
    "cs": "apod atd",
    "sk": "apod atď",
    "da": "osv m.v m.m",
    "nb": "osv m.v m.m",
    "sv": "osv m.m",
    "fi": "jne ym milj mrd",
    "ru": "др пр т.д т.п руб",
    "uk": "ін т.д т.п",
    "bg": "др т.н",
    "el": "κ.ά κ.λπ κλπ",
    "tr": "vb vd",
}
NUMBERED = frozenset(
    {"no", "nos", "nr", "n", "nº", "p", "pp", "art", "arts", "§", "§§", "sec", "sect", "ch", "chap", "cap", "par",
     "para", "cl", "reg", "s", "str", "núm", "abs", "ziff", "rn", "bd", "stk", "pkt", "kap"}
)  # fmt: skip
"""Before a number these are abbreviations in any language; alone they may be words."""

_SAME = {"no": "nb", "nn": "nb", "bs": "hr"}


@cache
def never_end(language: str) -> frozenset[str]:
    """Abbreviations of a language, in lower case and without their last full stop, after which the sentence goes on."""
    return _words(_NEVER_END, language)


@cache
def may_end(language: str) -> frozenset[str]:
    """Abbreviations after which a sentence ends only if the next word looks like a beginning."""
    return _words(_MAY_END, language) - never_end(language)


def _words(table: dict[str, str], language: str) -> frozenset[str]:
    return frozenset(f"{table['']} {table.get(_SAME.get(language, language), '')}".split())
