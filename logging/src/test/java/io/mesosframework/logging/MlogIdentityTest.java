package io.mesosframework.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.logging.internal.ProgramName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlogIdentityTest {

    @Test
    void withoutVariablesEachFieldHasItsDefault() {
        assertThat(MlogIdentity.of(Map.of(), "probe", 7))
                .isEqualTo(new MlogIdentity("0", 7, "unknown", "probe", "probe", "0"));
    }

    @Test
    void anEmptyVariableIsNone() {
        assertThat(MlogIdentity.of(
                        Map.of("MON_GROUP", "", "MON_APP", "", "MON_CORELATIONID", "", "MESOS_TASK_ID", ""), "p", 7))
                .isEqualTo(MlogIdentity.of(Map.of(), "p", 7));
    }

    @Test
    void theVariablesOfTheEnvironment() {
        Map<String, String> environment = Map.of(
                "MON_GROUP", "shop",
                "MON_APP", "orders",
                "MON_CORELATIONID", "c-42",
                "MON_CORRELATIONID", "not this one",
                "MESOS_TASK_ID", "web.0.x1");
        assertThat(MlogIdentity.of(environment, "probe", 7))
                .isEqualTo(new MlogIdentity("web.0.x1", 7, "shop", "orders", "probe", "c-42"));
    }

    @Test
    void whatWouldShiftTheFieldsIsReplaced() {
        MlogIdentity identity = new MlogIdentity("a|b", 7, "c\nd", "e\r", "f\u2028g", "h\u0085\0");
        assertThat(identity).isEqualTo(new MlogIdentity("a_b", 7, "c_d", "e_", "f_g", "h__"));
    }

    @Test
    void anApplicationThatIsTheProgramFollowsIt() {
        MlogIdentity plain = MlogIdentity.of(Map.of(), "probe", 7);
        assertThat(plain.withProgram("other").application()).isEqualTo("other");
        assertThat(plain.withApplication("orders").withProgram("other").application())
                .isEqualTo("orders");
    }

    @Test
    void thisProcessHasAPidAndAProgram() {
        MlogIdentity here = MlogIdentity.ofThisProcess();
        assertThat(here.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(here.program()).isNotEmpty().doesNotContain("/");
    }

    @ParameterizedTest
    @CsvSource({
        "/opt/shop/orders.jar --port 80, orders.jar",
        "orders.jar, orders.jar",
        "C:\\shop\\orders.jar, orders.jar",
        "com.example.Orders a b, Orders",
        "shop/com.example.Orders, Orders",
        "Orders, Orders"
    })
    void aProgramIsTheJarOrTheMainClass(String command, String name) {
        assertThat(ProgramName.of(command)).isEqualTo(name);
    }

    @Test
    void withoutARecordOfTheCommandItIsJava() {
        assertThat(MlogIdentity.of(Map.of(), ProgramName.of(""), 7).program()).isEqualTo("java");
    }
}
