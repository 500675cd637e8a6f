package wales.rhannu.feedback;

import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import wales.rhannu.starter.test.PlatformTest;

/** Starts this service as it is, with the topics of the services that it follows. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@PlatformTest(
        topics = {"membership.organisations", "membership.members.internal", "casestudy.anonymous-authors.internal"})
public @interface FeedbackServiceTest {}
