package dev.meridian.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    @Test
    void repeatsStayWithinAReserveAndAFifthOfAllRequests() {
        RetryBudget budget = new RetryBudget();
        int repeats = 0;

        for (int request = 0; request < 1_000; request++) {
            budget.deposit();
            while (budget.withdraw()) {
                repeats++;
            }
        }

        assertThat(repeats).isEqualTo(100 + (1_000 - 1) / 5);
    }
}
