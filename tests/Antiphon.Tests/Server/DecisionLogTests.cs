using System.Reflection;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Decisions without a session need no store, also where they are logged.</summary>
public class DecisionLogTests : ServerTest
{
    private static readonly LoggedDecision Decision = new("p", "v", 1, [1], 2);

    [Fact]
    public async Task A_decision_does_not_wait_for_its_log_entry_and_a_lost_entry_is_counted()
    {
        const int decisions = 20;
        var silence = new TaskCompletionSource();
        ISessionStore store = SilentLog.Of(SqlStore.Open("memory", TimeProvider.System, Log), silence.Task);
        await Start(Options with { LoggedDecisions = 100 }, store, Source("table", Game, Pair(Game, Table(Game, 5))));
        for (int decision = 0; decision < decisions; decision++)
        {
            (await Post("/v1/policies/table/decisions", Question(0, [5, 0, 0, 0, 0]))).Succeeded();
        }

        Assert.Equal(0, await Dropped());
        silence.SetException(new StoreException(new IOException("away")));
        for (int attempt = 0; attempt < 3000 && await Dropped() < decisions; attempt++)
        {
            await Task.Delay(10);
        }

        Assert.Equal(decisions, await Dropped());
        (await Post("/v1/policies/table/decisions", Question(0, [5, 0, 0, 0, 0]))).Succeeded();
    }

    [Fact]
    public void What_a_slow_store_is_given_is_bounded()
    {
        var log = new DecisionLog(100, (_, _) => new TaskCompletionSource().Task);
        for (int decision = 0; decision < DecisionLog.MostWaiting + 3; decision++)
        {
            log.Add(Decision);
        }

        Assert.Equal(3, log.Dropped);
    }

    private async Task<int> Dropped()
    {
        const string name = "antiphon_log_entries_dropped_total ";
        string text = (await Get("/metrics")).Text;
        Assert.Contains("# TYPE antiphon_log_entries_dropped_total counter\n", text, StringComparison.Ordinal);
        string line = text.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return int.Parse(line.AsSpan(name.Length));
    }

    /// <summary>A store that answers everything but the log.</summary>
    public class SilentLog : DispatchProxy
    {
        private ISessionStore inner = null!;
        private Task log = null!;

        internal static ISessionStore Of(ISessionStore inner, Task log)
        {
            ISessionStore store = Create<ISessionStore, SilentLog>();
            var proxy = (SilentLog)store;
            proxy.inner = inner;
            proxy.log = log;
            return store;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(ISessionStore.Log) ? log : targetMethod.Invoke(inner, args);
    }
}
