"""管理: users and roles, the audit log, what the store is; for admins alone."""

import streamlit as st

import extract
from dashboard import auditing, changed, data, markup, stored
from dashboard.language import say
from dashboard.views import cached, managing_log, managing_people, who

st.title(say("管理"))
me = who.person()
if not me.may("manage"):
    st.error(say("这一页只对“管理”角色开放。"), icon=":material/lock:")
    data.note(me.name, "denied", "manage", "manage")
    st.stop()
if told := managing_people.said():
    kind, sentence = told
    (st.success if kind == "success" else st.error)(markup.plain(sentence))
who.signature(st.columns([1, 2])[0])
try:
    managing_people.show(who.person())
    managing_log.show()
    st.header(say("数据库与健康"))
    facts = auditing.told(stored.facts(), cached.total())
    st.html(markup.fields_html(facts, say("数据库与健康")))
except extract.DuibiaoError as error:
    st.error(markup.plain(changed.trouble(error)), icon=":material/error:")
