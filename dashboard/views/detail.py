"""明细: every figure that was found, to search, to filter, to read in its sentence, to keep."""

from datetime import datetime

import streamlit as st

from dashboard import detail, markup
from dashboard.books import detail_book
from dashboard.excel import listing
from dashboard.language import say
from dashboard.views import detail_choice, detail_rejected, detail_table, parts, saving, sifting

head = saving.head(say("明细"))
parts.need_reports()
query = detail_choice.ask()
found = sifting.positions(query)
observations = sifting.observations(query.rejected)
counted = detail.counted(observations, found, query)
st.caption(markup.plain(counted))
if query.rejected:
    detail_rejected.tell()
if not len(found):
    st.info(say("没有符合条件的数字。请换一个词，或清空一些筛选。"), icon=":material/info:")
    st.stop()

number = detail_table.show(query, found)
if identity := detail.identity(observations, number):
    (detail_rejected if query.rejected else parts).show_evidence(identity)
offered = sifting.options(query.rejected)
address = saving.here(detail.parameters(parts.state(), offered))
now = datetime.now()
with head:
    taken = sifting.taken(listing.xlsx_bytes, query, found, now, address)
    saving.offer(say("下载 Excel"), listing.file_name(len(found), now, "xlsx"), saving.EXCEL, taken)
    taken = sifting.taken(listing.csv_bytes, query, found, now, address)
    name = listing.file_name(len(found), now, "csv")
    saving.offer(say("下载 CSV"), name, "text/csv", taken, "secondary")
    if not query.rejected:
        saving.offer_book(
            detail_book.name(len(found)),
            lambda behind: sifting.book(query, found, behind),
            address,
            say("下载更正用 Excel"),
        )
first = sifting.WRITTEN
rest = say("打印全部") if len(found) <= first else say("打印前{n}条，其余请下载", n=first)
with st.container(key="unprinted"):
    st.caption(
        say("点“序号”看原文，点列名排序。")
        if sifting.lazy(found)
        else say("点行首的方框看原文，点列名排序。")
    )
    if not query.rejected:
        st.caption(
            say(
                "“下载 Excel”和“下载 CSV”就是上表：同样的行、列和说法。"
                "更正用 Excel 有全部列和原句，可在“数据”表填写更正后上传。"
            )
        )
    title = say("文字版表格（读屏用，前{n}条）", n=first)
    with st.expander(title, on_change="rerun") as written:
        if written.open:
            st.html(sifting.written(query, found))
asked = say("{asked}；{rest}", asked=detail.asked(query, offered), rest=rest)
saving.show_printed(sifting.written(query, found), asked, "detail")
