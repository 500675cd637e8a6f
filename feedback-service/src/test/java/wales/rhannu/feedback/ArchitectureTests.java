package wales.rhannu.feedback;

import wales.rhannu.starter.test.ServiceArchitecture;

class ArchitectureTests extends ServiceArchitecture {}
