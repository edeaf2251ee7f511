--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
CREATE TABLE public.member (
    id integer NOT NULL,
    shimei text,
    memo text,
    CONSTRAINT p CHECK ((id > 0))
);
COPY public.member (id, shimei, memo) FROM stdin;
1	山田 太郎	一行目\n二行目
2	佐藤 花子	\N
\.

SELECT pg_catalog.setval('public.member_id_seq', 2, true);
INSERT INTO "public"."member" ("id", "shimei") VALUES (3, '鈴木 ''一''') ON CONFLICT DO NOTHING;
INSERT INTO member (id, shimei) SELECT 4, 'x';
