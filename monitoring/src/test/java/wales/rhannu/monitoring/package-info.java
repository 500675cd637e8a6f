/** What operators rely on, checked: rules, dashboards, runbooks and the containers. */
@NullMarked
package wales.rhannu.monitoring;

import org.jspecify.annotations.NullMarked;
