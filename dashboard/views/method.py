"""口径与方法: what the indicators mean, how verdicts are reached, how good the extraction is."""

import streamlit as st

from dashboard import markup, method, stacked
from dashboard.books import method_book
from dashboard.language import say
from dashboard.method import Table
from dashboard.views import asking, saving


def show(table: Table) -> None:
    """A table of words."""
    st.html(stacked.table_html(table.header, table.rows, table.caption, table.right))


def show_indicators() -> None:
    """The indicators, to search and to leaf through."""
    query, category = asking.indicator_query()
    found = method.indicators(query, category)
    st.caption(say("共{n}个指标。“…”表示两个词之间可以隔开。", n=len(found.rows)))
    if not found.rows:
        told = say("没有这样的指标。请换一个词，或选“全部”类别。")
        st.info(told, icon=":material/search_off:")
        return
    show(method.page(found, asking.page_of(method.pages(found))))


def show_quality() -> None:
    """How good the extraction is, by report and by field."""
    st.markdown(markup.plain(method.quality_words()))
    try:
        quality = asking.quality()
    except method.Unmeasured as error:
        st.warning(markup.plain(error), icon=":material/warning:")
        return
    show(method.quality_by_report(quality, asking.titles()))
    st.caption(
        say(
            "准确率：找到的数字中确为数字的比例。召回率：标注的数字中找到的比例。"
            "F1：二者的调和平均。"
        )
    )
    show(method.quality_by_field(quality))


with saving.head(say("口径与方法")):
    saving.offer_book(method_book.name(), asking.book, saving.here({}))
match asking.section():
    case "指标":
        show_indicators()
    case "单位":
        st.markdown(say("同一单位的各种写法归为一种；写明“换算”的单位之间可以互相换算后再比。"))
        show(method.units())
    case "限定词":
        st.markdown(
            say("“超、近、约”等词不去掉，按下表换成一个范围；范围有重叠的两个数字不分高低。")
        )
        show(method.qualifiers())
    case "标记":
        st.markdown(
            say("标记写在数字旁边和导出的文件里；字母沿用欧盟统计局的代码，符号为本系统所加。")
        )
        show(method.flags())
    case "人口":
        st.markdown(
            say("“每万人”用离数字所说期间最近的一期常住人口去除，并在数字旁写明用的是哪一期。")
        )
        show(method.populations())
    case "抽取质量":
        show_quality()
    case _:
        st.markdown(markup.plain(method.verdict_words()))
        show(method.verdicts())
