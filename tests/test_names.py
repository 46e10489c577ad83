"""English names: expected ones one by one, and that no Chinese is left where a row is known."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
from annotated_reports import FOLDER, SETS, read

import extract
from dashboard import data
from dashboard.coverage import short_names
from dashboard.names import (
    agency_en,
    area_en,
    class_en,
    indicator_en,
    system_en,
    unit_en,
)
from dashboard.systems import class_of

HAN = re.compile("[\u4e00-\u9fff]")


def expected(text: str) -> list[tuple[str, str]]:
    """Lines of ``中文 = English`` as pairs."""
    lines = (line.split(" = ") for line in text.strip().splitlines())
    return [(chinese.strip(), english) for chinese, english in lines]


def chinese(names: list[str]) -> list[str]:
    return [name for name in names if HAN.search(name)]


# --- areas ----------------------------------------------------------------------------

AREAS = """
全国 = China
广东省 = Guangdong
陕西省 = Shaanxi
山西省 = Shanxi
内蒙古自治区 = Inner Mongolia
西藏自治区 = Xizang
香港特别行政区 = Hong Kong
澳门特别行政区 = Macao
深圳市 = Shenzhen
重庆市 = Chongqing
厦门市 = Xiamen
蚌埠市 = Bengbu
六安市 = Lu'an
漯河市 = Luohe
长治市 = Changzhi
西安市 = Xi'an
吕梁市 = Lyuliang
吉林省 = Jilin
吉林市 = Jilin City
苏州市 = Suzhou
宿州市 = Suzhou (Anhui)
呼和浩特市 = Hohhot
鄂尔多斯市 = Ordos
哈尔滨市 = Harbin
齐齐哈尔市 = Qiqihar
乌鲁木齐市 = Urumqi
日喀则市 = Xigaze
喀什地区 = Kashgar Prefecture
锡林郭勒盟 = Xilingol League
西双版纳傣族自治州 = Xishuangbanna Dai Autonomous Prefecture
恩施土家族苗族自治州 = Enshi Tujia and Miao Autonomous Prefecture
伊犁哈萨克自治州 = Ili Kazakh Autonomous Prefecture
福田区 = Futian District
番禺区 = Panyu District
朝阳区 = Chaoyang District
闵行区 = Minhang District
长宁区 = Changning District
六合区 = Luhe District
浦东新区 = Pudong New Area
大鹏新区 = Dapeng New District
管城回族区 = Guancheng Hui District
井陉矿区 = Jingxing Mining District
城区 = Chengqu District
安吉县 = Anji County
大埔县 = Dabu County
乐亭县 = Laoting County
洪洞县 = Hongtong County
蔚县 = Yuxian County
单县 = Shanxian County
浚县 = Xunxian County
涡阳县 = Guoyang County
荥经县 = Yingjing County
筠连县 = Junlian County
宕昌县 = Tanchang County
尉犁县 = Yuli County
中牟县 = Zhongmu County
威宁彝族回族苗族自治县 = Weining Yi, Hui and Miao Autonomous County
科尔沁左翼中旗 = Horqin Left Wing Middle Banner
昆山市 = Kunshan
长垣市 = Changyuan
任丘市 = Renqiu
泊头市 = Botou
什邡市 = Shifang
乐陵市 = Laoling
香格里拉市 = Shangri-La
苏州工业园区 = Suzhou Industrial Park
福田 = Futian
广西壮族自治 = Guangxi
深圳市福田区 = Shenzhen Futian District
思明區鷺江街道 = Siming District Lujiang Subdistrict
长安镇 = Chang'an Town
友谊路街道 = Youyilu Subdistrict
坂田 = Bantian
合肥高新区 = Hefei High-Tech Zone
荷塘区、芦淞区 = Hetang District and Lusong District
历下区、莱芜区、章丘区 = Lixia District, Laiwu District and Zhangqiu District
平湖、坂田、南湾、布吉街道 = Pinghu, Bantian, Nanwan and Buji Subdistricts
"""


@pytest.mark.parametrize(("name", "english"), expected(AREAS))
def test_names_of_areas(name: str, english: str) -> None:
    assert area_en(name) == english


def test_a_code_tells_an_area_and_lends_a_street_no_name() -> None:
    assert area_en("朝阳区", "220104") == "Chaoyang District"
    assert area_en("鹭江街道", "350203") == "Lujiang Subdistrict"
    assert area_en("", "") == ""


def test_every_area_has_an_english_name() -> None:
    assert chinese([row["name_en"] for row in data.table("areas")]) == []
    assert [row["name"] for row in data.table("areas") if not row["name_en"].isascii()] == []
    assert [row["name"] for row in data.table("areas") if not row["name_en"]] == []


def test_no_two_areas_of_one_parent_share_an_english_name() -> None:
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in data.table("areas"):
        names[row["parent"], row["name_en"]].add(row["name"])
    assert {key: shared for key, shared in names.items() if len(shared) > 1} == {}


def test_no_two_provinces_or_cities_share_an_english_name() -> None:
    large = [row for row in data.table("areas") if row["level"] in ("province", "city")]
    assert [name for name, n in Counter(row["name_en"] for row in large).items() if n > 1] == []


def test_one_chinese_name_has_one_english_name() -> None:
    names = defaultdict(set)
    for row in data.table("areas"):
        names[row["name"]].add(row["name_en"])
    assert {name: several for name, several in names.items() if len(several) > 1} == {}


# --- agencies -------------------------------------------------------------------------

AGENCIES = """
深圳市政务服务数据管理局 = Shenzhen Government Services and Data Management Bureau
深圳市政务服务和数据管理局 = Shenzhen Government Services and Data Administration
广东省人民政府办公厅 = Guangdong People's Government General Office
国务院 = State Council
国家发展和改革委员会 = National Development and Reform Commission
安吉县人民政府 = Anji County People's Government
福田区政数局 = Futian District Government Services and Data Management Bureau
吉林省市场监督管理厅 = Jilin Department of Market Regulation
吉林市公安局 = Jilin City Public Security Bureau
西安市人力资源和社会保障局 = Xi'an Human Resources and Social Security Bureau
宁波市公安局鄞州分局 = Ningbo Public Security Bureau Yinzhou Branch
广州市公安局交通警察支队 = Guangzhou Public Security Bureau Traffic Police Detachment
国家税务总局合肥市税务局 = Hefei Tax Service of the State Taxation Administration
国家统计局深圳调查队 = Shenzhen Survey Team of the National Bureau of Statistics
天津市河西区友谊路街道办事处 = Tianjin Hexi District Youyilu Subdistrict Office
东莞市长安镇政务服务中心 = Dongguan Chang'an Town Government Services Centre
龙岗区平湖街道 = Longgang District Pinghu Subdistrict
武汉市12345市民热线服务中心 = Wuhan 12345 Citizen Hotline Service Centre
济南市12345市民服务热线 = Jinan 12345 Citizen Services Hotline
海口12345政务服务便民热线管理中心 = Haikou 12345 Government Services Hotline Management Centre
青岛海关 = Qingdao Customs
兰州新区管理委员会 = Lanzhou New Area Administrative Committee
合肥市高新区管委会 = Hefei High-Tech Zone Administrative Committee
四川天府新区管理委员会 = Sichuan Tianfu New Area Administrative Committee
锡林郭勒盟行政审批政务服务局 = Xilingol League Administrative Approval Government Services Bureau
"""


LONG_NAMES = [
    (
        "深圳市福田区政务服务数据管理局",
        "Shenzhen Futian District Government Services and Data Management Bureau",
    ),
    (
        "廈門市思明區人民政府鷺江街道辦事處",
        "Xiamen Siming District People's Government Lujiang Subdistrict Office",
    ),
    (
        "新疆生产建设兵团第八师石河子市人民政府",
        "Xinjiang Production and Construction Corps 8th Division Shihezi People's Government",
    ),
]


@pytest.mark.parametrize(("name", "english"), [*expected(AGENCIES), *LONG_NAMES])
def test_names_of_agencies(name: str, english: str) -> None:
    assert agency_en(name) == english


@pytest.mark.parametrize("name", ["", "深圳市某某协会", "深圳市前海深港现代服务业合作区管理局"])
def test_a_name_with_an_unknown_part_stays_chinese_as_a_whole(name: str) -> None:
    assert agency_en(name) == name


def test_every_agency_word_has_an_english_name() -> None:
    rows = data.table("agencies")
    assert [row["word"] for row in rows if not row["en"] or HAN.search(row["en"])] == []
    examples = [row["example"] for row in rows if row["kind"] != "document"]
    assert chinese([agency_en(name) for name in examples]) == []


@pytest.mark.parametrize("name", SETS)
def test_every_agency_of_the_annotated_reports_has_an_english_name(name: str) -> None:
    known = [read(path).known for path in sorted((FOLDER / name).glob("*.txt"))]
    assert chinese([agency_en(one["agency"]) for one in known]) == []
    assert chinese([area_en(one["area"]) for one in known]) == []


# --- units ----------------------------------------------------------------------------

UNITS = """
件 = cases
项 = items
宗 = matters
条 = records
人 = persons
人次 = person-times
次 = times
元 = yuan
% = %
个百分点 = percentage points
公里 = km
平方米 = m²
皮长公里 = sheath-km
个工作日 = working days
位 = places
名 = places
/10万 = per 100,000
栋/处 = buildings or sites
台(套) = units (sets)
元／户 = yuan/entities
"""


@pytest.mark.parametrize(("unit", "english"), expected(UNITS))
def test_words_for_units(unit: str, english: str) -> None:
    assert unit_en(unit) == english


def test_a_plain_count_needs_no_word() -> None:
    assert unit_en("个") == unit_en("個") == unit_en("") == ""


def test_one_is_said_in_the_singular() -> None:
    singular = [unit_en(unit, 1) for unit in ("件", "个工作日", "市", "批次", "元", "%")]
    assert singular == ["case", "working day", "city", "batch", "yuan", "%"]
    assert unit_en("件", 2) == unit_en("件", 0.5) == "cases"


def test_an_unknown_unit_stays_chinese() -> None:
    assert unit_en("门类") == "门类"
    assert unit_en("台(门类)") == "台(门类)"


def test_every_unit_has_an_english_word() -> None:
    rows = data.table("units")
    assert chinese([row["en"] + row["en_one"] for row in rows]) == []
    assert {row["canonical"] for row in rows if not row["en"]} == {"个"}
    words = defaultdict(set)
    for row in rows:
        if row["unit"] != "名":  # a rank; of people it is written 人
            words[row["canonical"]].add((row["en"], row["en_one"]))
    assert {unit: several for unit, several in words.items() if len(several) > 1} == {}


# Counting words that mean the same although no group says so.
ALIKE = ({"人天", "人日"}, {"张", "枚", "颗"}, {"环节", "步", "步骤"}, {"口", "眼", "眼井"})


def test_counting_words_that_are_not_comparable_differ_in_english() -> None:
    units = defaultdict(set)
    for row in data.table("units"):
        if row["dimension"] == "count" and row["en"]:
            units[row["en"]].add(row["canonical"])
    assert [shared for shared in units.values() if len(shared) > 1 and shared not in ALIKE] == []


# --- platforms and their classes ------------------------------------------------------

SYSTEMS = """
i深圳 = iShenzhen
i深圳公众号 = iShenzhen official account
i龙岗 = iLonggang
iXX = iXX
穗好办 = Suihaoban
深治慧 = Shenzhihui
广州12345 = Guangzhou 12345
@福田—民意速办 = @Futian Minyi Suban
福田CIM平台 = Futian CIM platform
龙岗街道分中心 = Longgang subdistrict branch centres
福田民情日报 = Futian Minqing Ribao
民情日报 = Minqing Ribao
银川政务服务APP = Yinchuan government services app
政务服务APP = Government services app
西安电子社保卡 = Xi'an electronic social security card
广西壮族自治12345 = Guangxi 12345
鹭江街自助终端 = Lujiang Subdistrict self-service kiosks
鲁班平台 = 鲁班平台
"""


@pytest.mark.parametrize(("name", "english"), expected(SYSTEMS))
def test_names_of_platforms(name: str, english: str) -> None:
    assert system_en(name) == english


def test_every_platform_and_class_has_an_english_name_of_its_own() -> None:
    rows = data.table("systems")
    assert chinese([row["name_en"] for row in rows]) == []
    assert [
        row["name"] for row in rows if ("{area}" in row["name"]) != ("{area}" in row["name_en"])
    ] == []
    assert [name for name, n in Counter(row["name_en"] for row in rows).items() if n > 1] == []
    classes = {row["class"] for row in rows}
    assert chinese([class_en(name) for name in classes]) == []
    assert len({class_en(name) for name in classes}) == len(classes)


def test_a_platform_that_is_a_class_of_its_own_keeps_its_name() -> None:
    assert class_en("城市服务APP") == "City service app"
    assert class_en("鲁班平台") == "鲁班平台"


# --- indicators and other words -------------------------------------------------------


def test_every_indicator_has_an_english_name_and_definition() -> None:
    rows = data.table("indicators")
    for column in ("name_en", "definition_en"):
        assert [row["id"] for row in rows if not row[column] or HAN.search(row[column])] == []
        assert [row["id"] for row in rows if row[column][0].islower()] == []
    assert len({row["name_en"].lower() for row in rows}) == len(rows)
    assert indicator_en("gdp") == "Gross domestic product"
    assert indicator_en("none_such") == "none_such"


@pytest.mark.parametrize("name", ["labels", "flags", "verdict_reasons", "population"])
def test_tables_of_words_have_english_in_every_row(name: str) -> None:
    for row in data.table(name):
        english = {column: cell for column, cell in row.items() if re.search("(^|_)en$", column)}
        assert english and all(english.values()), row
        assert chinese(list(english.values())) == [], row


def test_names_are_composed_of_patterns_with_one_gap() -> None:
    for row in data.table("labels"):
        if row["group"] in ("place", "zone", "body", "body_prefix"):
            assert row["en"].count("{}") == 1, row


def test_a_character_has_one_reading() -> None:
    rows = data.table("syllables")
    known = Counter(character for row in rows for character in row["characters"])
    assert [character for character, n in known.items() if n > 1] == []
    assert all(re.fullmatch("[a-z]+", row["syllable"]) for row in rows)


# --- the tables of the product --------------------------------------------------------


def test_nothing_of_the_seeds_stays_chinese() -> None:
    table = extract.observations("seeds")
    areas = zip(table["reference_area"], table["area_code"], strict=True)
    words = [area_en(*pair) for pair in dict.fromkeys(areas)]
    words += [agency_en(name) for name in table["agency"].unique()]
    words += [agency_en(name) for name in short_names(table).values()]
    words += [system_en(name) for name in table["system"].unique()]
    words += [class_en(class_of(name)) for name in table["system"].unique()]
    words += [unit_en(unit) for unit in table["unit"].unique()]
    words += [indicator_en(one) for one in table["indicator"].unique()]
    assert chinese(words) == []
