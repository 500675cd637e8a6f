package wales.rhannu.membership;

import wales.rhannu.starter.test.ServiceArchitecture;

class ArchitectureTests extends ServiceArchitecture {}
