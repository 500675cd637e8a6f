package wales.rhannu.casestudy.importing;

import wales.rhannu.casestudy.study.ImportedStudies;

/** Case studies as the rows of an import need them: taken, and neither published nor discarded afterwards. */
abstract class OnlyTakenStudies implements ImportedStudies {

    @Override
    public Settled publish(String id, String request) {
        throw new AssertionError("Whoever goes through a file publishes nothing afterwards: " + id);
    }

    @Override
    public Settled discard(String id, String request) {
        throw new AssertionError("Whoever goes through a file discards nothing: " + id);
    }
}
