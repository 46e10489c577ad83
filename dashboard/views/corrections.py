"""更正: a filled-in workbook comes back; its changes are shown, adopted, listed, taken back."""

import streamlit as st

import extract
from dashboard import changed, data, markup, stacked, uploader
from dashboard.language import say
from dashboard.rights import Person
from dashboard.upload.round_trip import Review
from dashboard.views import cached, clickable, correcting, parts, who

MOST = 30  # megabytes


def show_review(review: Review, origin: str, named: bool) -> None:
    """The changes to be adopted and the rows that are refused, each by its row, with the reason."""
    if review.changes:
        st.header(say("可采纳的更正（{n}处）", n=len(review.changes)))
        st.html(stacked.table_html(*changed.changes(review.changes), say("可采纳的更正")))
        st.button(
            say("采纳这些更正"),
            type="primary",
            icon=":material/check:",
            disabled=not named,
            help=None if named else say("先填写姓名。"),
            on_click=correcting.adopt,
            args=(review, origin),
        )
    if review.refused:
        st.header(say("没有采纳的行（{n}行）", n=len(review.refused)))
        st.html(stacked.table_html(*changed.refusals(review.refused), say("没有采纳的行")))
    if not review.changes and not review.refused:
        st.info(say("这个工作簿里没有填写更正。"), icon=":material/info:")


def show_made(me: Person) -> None:
    """All corrections so far, and the button that takes the chosen one back."""
    ledger = data.corrections()
    st.header(say("已有的更正（{n}条）", n=len(ledger)))
    if ledger.empty:
        st.info(say("还没有更正。"), icon=":material/info:")
        return
    figures = cached.figures(ledger["observation_id"])
    table, caption = changed.made(ledger, figures), say("已有的更正，新的在前")
    number = changed.picked(clickable.table(table, "made", caption), table)
    if me.may("correct"):
        st.button(
            say("撤销第{n:d}号更正", n=number) if number else say("撤销"),
            icon=":material/undo:",
            disabled=not (me.name and changed.active(ledger, number)),
            on_click=correcting.undo,
            args=(number,),
        )
        st.caption(say("选中一条有效的更正，填写姓名，即可撤销；撤销也会记下来。"))
    clickable.in_words(table, caption, "made", say("全部更正"))
    correcting.offer(ledger)


st.title(say("更正"))
parts.need_reports()
if told := correcting.said():
    kind, sentence = told
    (st.success if kind == "success" else st.error)(markup.plain(sentence))
st.markdown(
    say(
        "在任一页“下载 Excel”（“明细”页用“下载更正用 Excel”），在“数据”表各行末尾填写更正值、"
        "更正单位或更正指标，并写明更正说明；"
        "保存后在这里上传，核对无误再采纳。改过其他单元格的行、导出之后库里已变的行，不会采纳。"
    )
)
left, right = st.columns([2, 1])
me = who.signature(right)
named = bool(me.name)
if me.may("correct"):
    st.html(uploader.style(MOST))
    upload = left.file_uploader(
        say("填了更正的工作簿"), "xlsx", key=correcting.key(), max_upload_size=MOST
    )
    if upload:
        try:
            show_review(correcting.reviewed(upload), upload.name, named)
        except extract.DuibiaoError as error:
            st.error(markup.plain(error), icon=":material/error:")
else:
    left.info(say("您的角色只能查看；更正和撤销由“编辑”或“管理”角色来做。"), icon=":material/info:")
show_made(me)
