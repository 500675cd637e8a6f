// Makes the database a replica set of one, unless it is one already, and waits until it takes writes.
try {
    rs.status();
} catch (notYet) {
    if (notYet.codeName !== "NotYetInitialized") {
        throw notYet;
    }
    rs.initiate({ _id: "rhannu", members: [{ _id: 0, host: "mongodb:27017" }] });
}
while (!db.hello().isWritablePrimary) {
    sleep(200);
}
