CREATE TABLE death (
    job INTEGER NOT NULL, number INTEGER NOT NULL, night INTEGER NOT NULL, death TEXT NOT NULL,
    PRIMARY KEY (job, number)
  );
INSERT INTO "death" VALUES(1,1,1,'{"how":"hung","says":"no step","commands":[{"type":"up"}],"shown":2,"of":2,"job":1,"number":1,"seed":7}');
CREATE TABLE finding (
    key TEXT PRIMARY KEY, trace TEXT NOT NULL, details TEXT NOT NULL, shown INTEGER NOT NULL, replays INTEGER NOT NULL
  );
INSERT INTO "finding" VALUES('["planted","wrong","[[\"floor\",true]]","disagreement","view.value","up"]','{"version":2,"subject":"planted","system":"wrong","policies":{"floor":true},"scope":{"most":9},"commands":[{"type":"up"},{"type":"up"},{"type":"up"},{"type":"up"},{"type":"up"},{"type":"up"},{"type":"up"}],"outcomes":["moved","moved","moved","moved","moved","moved","moved"],"violation":{"kind":"disagreement","name":"view.value","where":"up","at":6},"certificate":{"kind":"locally minimal","reason":"only the system shows it, and it may keep more than the model knows; all 12 shorter ways through the model’s states were driven, and none shows it"},"foundBy":{"who":"faultbook overnight","seed":-1278269123,"run":2,"length":20,"versions":{}}}','value: 7 on the model, 8 on the system',10,10);
CREATE TABLE job (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, job TEXT NOT NULL);
INSERT INTO "job" VALUES(1,'{"model":"f674291e4c383822","policies":{"floor":true},"scope":{"most":9},"scopeName":"usual","strategy":"random","subject":"planted","system":"plain"}','{"subject":"planted","policies":{"floor":true},"scopeName":"usual","scope":{"most":9},"system":"plain","strategy":"random","model":"f674291e4c383822"}');
INSERT INTO "job" VALUES(2,'{"model":"f674291e4c383822","policies":{"floor":true},"scope":{"most":9},"scopeName":"usual","strategy":"random","subject":"planted","system":"closed"}','{"subject":"planted","policies":{"floor":true},"scopeName":"usual","scope":{"most":9},"system":"closed","strategy":"random","model":"f674291e4c383822"}');
INSERT INTO "job" VALUES(3,'{"model":"f674291e4c383822","policies":{"floor":true},"scope":{"most":9},"scopeName":"usual","strategy":"random","subject":"planted","system":"wrong"}','{"subject":"planted","policies":{"floor":true},"scopeName":"usual","scope":{"most":9},"system":"wrong","strategy":"random","model":"f674291e4c383822"}');
CREATE TABLE journal (origin TEXT NOT NULL);
INSERT INTO "journal" VALUES('85db9e20-a9d6-457e-8572-9067332bd793');
CREATE TABLE night (
    id INTEGER PRIMARY KEY, begunAt TEXT NOT NULL, endedAt TEXT, how TEXT, budget TEXT NOT NULL, jobs TEXT NOT NULL,
    folder TEXT NOT NULL, leftOut TEXT NOT NULL, spentSeconds REAL NOT NULL
  );
INSERT INTO "night" VALUES(1,'2026-01-01T20:00:00.000Z','2026-01-01T20:00:09.000Z','rounds','{"rounds":1}','[1,2,3]','counterexamples/counterexamples','[]',9.0);
CREATE TABLE piece (
    job INTEGER NOT NULL REFERENCES job, number INTEGER NOT NULL, night INTEGER NOT NULL REFERENCES night,
    runs INTEGER NOT NULL, newEdges INTEGER NOT NULL, spentSeconds REAL NOT NULL, states BLOB NOT NULL,
    edges BLOB NOT NULL, PRIMARY KEY (job, number)
  );
INSERT INTO "piece" VALUES(1,0,1,250,19,1.833232799,X'952EA8070B574CE5FFFFFFFF3DD3BBD1D3395CA3FFFFFFFFA575E4E82DDE2245FFFFFFFF3D20B5084470E825FFFFFFFFA7867D2F3F182BF2FFFFFFFF8FB878EFA596CF74FFFFFFFF60BF4C392BEDB63FFFFFFFFFC5ACD7D0E39607C8FFFFFFFFC96DA7E954F5ED2FFFFFFFFFB77F4A7E05AF3878FFFFFFFF',X'4CA4D0BBDC238B69FFFFFFFF373760EC1DC35168FFFFFFFF98AECA39B312730DFFFFFFFFC5199F52F3776169FFFFFFFFDD97166C8AA6D6C3FFFFFFFF164E4F40C252AE9CFFFFFFFFFD520F78818E7977FFFFFFFF01F73B28352F46AFFFFFFFFF6FCA3C8C8F602CF6FFFFFFFF21C252682A3CCFEBFFFFFFFF4C598C5E31787F0AFFFFFFFF11EED935F5126D6EFFFFFFFFC5E4C3B71E24950AFFFFFFFFBE7773E05FC34F0BFFFFFFFF9F0E5C4C8452B0FFFFFFFFFF54D70560C8A6CCA0FFFFFFFF74121C74C38E6714FFFFFFFFEDA443A773FCF97BFFFFFFFFE68A2F8051603695FFFFFFFF');
INSERT INTO "piece" VALUES(3,0,1,250,14,2.052250143,X'952EA8070B574CE5FFFFFFFF3DD3BBD1D3395CA3FFFFFFFFA575E4E82DDE2245FFFFFFFF3D20B5084470E825FFFFFFFFA7867D2F3F182BF2FFFFFFFF8FB878EFA596CF74FFFFFFFFC5ACD7D0E39607C8FFFFFFFFB77F4A7E05AF3878FFFFFFFF',X'4CA4D0BBDC238B69FFFFFFFF373760EC1DC35168FFFFFFFFDD97166C8AA6D6C3FFFFFFFF164E4F40C252AE9CFFFFFFFFFD520F78818E7977FFFFFFFF6FCA3C8C8F602CF6FFFFFFFF21C252682A3CCFEBFFFFFFFFC5E4C3B71E24950AFFFFFFFFBE7773E05FC34F0BFFFFFFFF9F0E5C4C8452B0FFFFFFFFFF54D70560C8A6CCA0FFFFFFFF74121C74C38E6714FFFFFFFFEDA443A773FCF97BFFFFFFFFE68A2F8051603695FFFFFFFF');
INSERT INTO "piece" VALUES(1,1,1,0,0,9.0,X'',X'');
CREATE TABLE replayed (night INTEGER NOT NULL REFERENCES night, replayed TEXT NOT NULL);
INSERT INTO "replayed" VALUES(1,'{"path":"a.json","key":"a.json","trace":null,"verdict":"unfit","note":"a note"}');
INSERT INTO "replayed" VALUES(1,'{"path":"b.json","key":"b.json","trace":null,"verdict":"died","note":"a note"}');
INSERT INTO "replayed" VALUES(1,'{"path":"c.json","key":"c.json","trace":null,"verdict":"gone","note":"a note"}');
CREATE TABLE share (
    night INTEGER NOT NULL REFERENCES night, job INTEGER NOT NULL REFERENCES job, share TEXT NOT NULL,
    PRIMARY KEY (night, job)
  );
INSERT INTO "share" VALUES(1,2,'{"job":2,"pieces":0,"seconds":0,"sums":{"runs":0,"commands":0,"met":{},"outcomes":{}},"newStates":0,"newEdges":0,"findings":[],"shown":{"runs":0,"states":0,"edges":0,"loneRuns":0,"single":0,"double":0,"isFull":false},"explored":null,"setAside":"Error: no server answers on port 5432"}');
INSERT INTO "share" VALUES(1,3,'{"job":3,"pieces":1,"seconds":1.0139676819999999,"sums":{"runs":250,"commands":3325,"met":{"it reaches five":{"runs":178,"leastShare":0.2}},"outcomes":{"down":{"moved":794,"refused":488},"up":{"moved":2043}}},"newStates":8,"newEdges":14,"findings":["[\"planted\",\"wrong\",\"[[\\\"floor\\\",true]]\",\"disagreement\",\"view.value\",\"up\"]"],"shown":{"runs":250,"states":8,"edges":14,"loneRuns":0,"single":0,"double":0,"isFull":false},"explored":null,"setAside":null}');
INSERT INTO "share" VALUES(1,1,'{"job":1,"pieces":1,"seconds":1.050463359,"sums":{"runs":250,"commands":4472,"met":{"it reaches five":{"runs":189,"leastShare":0.2}},"outcomes":{"down":{"moved":1333,"refused":386},"up":{"moved":2753}}},"newStates":10,"newEdges":19,"findings":[],"shown":{"runs":250,"states":10,"edges":19,"loneRuns":0,"single":0,"double":0,"isFull":false},"explored":null,"setAside":null}');
CREATE TABLE sighting (
    key TEXT NOT NULL, night INTEGER NOT NULL REFERENCES night, times INTEGER NOT NULL, firstSeen TEXT NOT NULL,
    lastSeen TEXT NOT NULL, PRIMARY KEY (key, night)
  );
INSERT INTO "sighting" VALUES('["planted","wrong","[[\"floor\",true]]","disagreement","view.value","up"]',1,144,'2026-01-01T20:00:05.000Z','2026-01-01T20:00:05.000Z');
CREATE INDEX pieceOfNight ON piece (night, job, spentSeconds);
PRAGMA user_version = 2;
