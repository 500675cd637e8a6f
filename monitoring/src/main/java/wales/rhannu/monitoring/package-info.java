/** What operators see and are told of: the template of the dashboards, and the metrics that dashboards and rules use. */
@NullMarked
package wales.rhannu.monitoring;

import org.jspecify.annotations.NullMarked;
