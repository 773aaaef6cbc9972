using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Runs;

namespace Antiphon.Tests.Runs;

public sealed class CancelledRunTests : IDisposable
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse").WithAgents(40);

    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Its_policy_is_the_best_pair_so_far()
    {
        string folder = temporary.In("run");
        var options = new AlternationOptions { Subsample = 3, Restarts = 3 };
        JointPolicy[] pairs = [.. Enumerable.Range(0, 3).Select(action => Constant(action))];
        RestartState<JointPolicy>[] states =
        [
            .. new[] { 1.0, 3.0, 2.0 }.Select(
                (value, number) => RestartState.Begin(number, "given", pairs[number], Player.Global) with { ModelValue = value }
            ),
        ];
        using var cancellation = new CancellationTokenSource();
        using (RunFolder run = FiniteCodec.Instance.Create(folder, Game, options))
        {
            RunRecord record = new TrainingSession(run, Game, CancelAfterOneSave, TimeProvider.System).Train(null, cancellation.Token);
            Assert.Equal((RunStatus.Cancelled, StopReason.Cancelled), (record.Status, record.StopReason!.Value));
        }

        Assert.True(FiniteCodec.Instance.Open(folder).LoadPolicy(Game).SameAs(pairs[1]));

        AlternationResult<JointPolicy> CancelAfterOneSave(
            AlternationOptions asked,
            CooperativeGame game,
            IReadOnlyList<RestartState<JointPolicy>>? from,
            Action<IReadOnlyList<RestartState<JointPolicy>>> save,
            IProgress<Progress>? progress,
            CancellationToken token
        )
        {
            save(states);
            cancellation.Cancel();
            throw new OperationCanceledException(token);
        }
    }

    private static JointPolicy Constant(int action) =>
        new(TabularGlobalPolicy.Constant(Game, CountLattice.Of(Game, 3), action), LocalPolicy.Uniform(Game));
}
