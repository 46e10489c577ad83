"""导入: reports are dropped, looked at, corrected, accepted or let go."""

import streamlit as st

from dashboard import incoming, incoming_field, incoming_words, stacked
from dashboard.books import import_book
from dashboard.language import say
from dashboard.views import (
    clickable,
    importing_candidate,
    importing_held,
    importing_outcome,
    importing_reading,
    saving,
    who,
)
from dashboard.views import importing_steps as steps

PICK = "incoming_picked"
LINES = 50  # of the table, at a time


head = saving.head(say("导入"))
left, right = st.columns([2, 1])
me = who.signature(right)
if not me.may("import"):
    left.info(say("您的角色只能查看；导入报告由“编辑”或“管理”角色来做。"), icon=":material/info:")
    st.stop()
mine = importing_held.held()
most = min(incoming_field.MOST, int(st.get_option("server.maxUploadSize")))
st.html(incoming_field.style(most))
# Any kind may be dropped: what cannot be read is told in a sentence, and the rest goes on.
uploads = left.file_uploader(
    say("工作报告：一份或多份，也可以是压缩包"),
    accept_multiple_files=True,
    key=importing_reading.key(),
    max_upload_size=most,
)
if uploads:
    importing_reading.take_in(uploads)
importing_outcome.show(mine)
importing_outcome.show_refused(mine)
if not mine.waiting:
    st.info(
        say(
            "没有等待确认的报告。把文件拖到上面，读完后在这里核对机构、地区、期间和数字，"
            "再决定接受还是放弃；接受之前什么也不会写入。"
        ),
        icon=":material/info:",
    )
    st.stop()
waiting = importing_held.settle_all()
with head:
    saving.offer_book(
        import_book.name(len(waiting)),
        lambda behind: import_book.book(waiting, behind),
        saving.here({}),
    )
ready = [one for one in waiting if one.state == incoming.READY]
st.header(say("等待确认的报告（{n}份）", n=len(waiting)))
table = incoming_words.summary(waiting[clickable.leaf(len(waiting), LINES, "incoming")])
st.html(stacked.table_html(*table, say("等待确认的报告")))
with st.container(horizontal=True):
    take = st.button(
        say("全部接受（{n}份）", n=len(ready)),
        type="primary" if len(waiting) > 1 else "secondary",
        icon=":material/done_all:",
        disabled=not (ready and me.name),
        help=say("只收不需要回答的；其余留在这里。") if me.name else say("先填写姓名。"),
    )
    st.button(
        say("全部放弃"),
        icon=":material/delete_sweep:",
        on_click=steps.leave,
        args=([one.key for one in waiting],),
    )
if take:
    steps.accept_all()
titles = incoming_words.titles(incoming_words.most_needed(waiting))
picked = st.selectbox(say("逐份确认"), list(titles), format_func=titles.__getitem__, key=PICK)
importing_candidate.show(mine.waiting[picked], me)
