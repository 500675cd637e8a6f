package wales.rhannu.events;

import wales.rhannu.starter.test.ServiceArchitecture;

class ArchitectureTests extends ServiceArchitecture {}
