"""The web app: server-rendered pages over `kabar.service`, usable without JavaScript.

``create_app(rt, services=kabar.service) -> Starlette``. Pages are plain functions that Starlette runs in threads.

The values are in `kabar.model.views` and `kabar.model.panels`. What it calls is typed in `kabar.web.contract` (one protocol per module of `kabar.service`); in short, all with
``rt`` first and the account's id second:

=============  =======================================================================================
module         functions
=============  =======================================================================================
frontpage      front_page(order, page), hidden(page), sections(), section(target, key, page)
stories        story(story), merge(story, into), move(article, to)
reading        article(article), mark(kind, story|article, on), mark_all_read(stories),
               progress(article, fraction), report(article, note), saved(page), history(page)
following      follows(), follow(target, key, label, strength), mute(...), forget(target, key), alert(..., on)
subscribing    sources(), source(id), add(address), remove(id), poll(id), pause(id, on),
               import_opml(bytes), export_opml(), progress()  [progress: rt only]
searching      search(query, order, page)
tasting        taste(), set_weight(key, weight|None), adjust(key, more|less|not), set_widen(x), reset(), export()
undoing        undo(entry), recent()
accounts       written here (service/accounts.py over service/credentials.py); see the store's part below
beginning      welcome(), begin(languages, topics, starters)
pictures       fetch(rt, url) -> bytes
about          about(), alive(rt), secret(rt, name) -> 32 bytes kept in the database
=============  =======================================================================================

What `service/accounts.py` needs of the store (``db`` inside ``rt.store.read()`` or ``rt.store.write()``):

==========================================================  ===============================================
method                                                      gives
==========================================================  ===============================================
db.accounts.get(id)                                         Account; NotFoundError
db.accounts.by_name(name)                                   Account | None; name compared NFKC-casefolded
db.accounts.all()                                           every Account, by id
db.accounts.create(name, *, is_admin, at)                   AccountId; ConflictError when the name is taken
db.accounts.save(account)                                   writes languages, timezone, locale, widen
db.accounts.password_hash(id)                               str | None
db.accounts.set_password_hash(id, hash)                     hash: str | None
db.sessions.create(account, token_hash, *, at,              SessionId (int)
expires_at, user_agent)
db.sessions.find(token_hash, *, now)                        panels.Session | None; expired ones are None
db.sessions.touch(id, *, at, expires_at)                    -
db.sessions.of(account, *, now)                             list of panels.Session, newest first
db.sessions.delete(account, id)                             bool: was there one of this account
db.sessions.delete_others(account, keep)                    how many; keep: SessionId | None
db.links.create(account, token_hash, *, at, expires_at)     - (one-time sign-in links)
db.links.take(token_hash, *, now)                           AccountId | None; deletes it in the same statement
db.articles.count_by_language()                             list of (language, articles)
db.secrets.get(name)                                        32 random bytes, made on first use
==========================================================  ===============================================

Of the configuration it reads `rt.config.web`: host, port, base_url (https turns Secure cookies on),
allowed_hosts, trusted_proxies and max_body_mib.
"""
