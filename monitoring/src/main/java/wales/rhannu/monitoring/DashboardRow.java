package wales.rhannu.monitoring;

import java.util.List;

/** A heading of a dashboard, with the panels below it. */
record DashboardRow(String title, List<Panel> panels) {}
