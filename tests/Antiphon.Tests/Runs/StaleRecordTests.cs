using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Runs;

namespace Antiphon.Tests.Runs;

public sealed class StaleRecordTests : IDisposable
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse").WithAgents(40);

    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    // Whoever opened a run may wait for its lock while another process finishes it.
    [Fact]
    public void A_run_is_resumed_as_it_is_when_its_lock_is_held_not_as_it_was_when_it_was_opened()
    {
        string folder = temporary.In("run");
        StoredRun opened;
        using (RunFolder run = FiniteCodec.Instance.Create(folder, Game, new AlternationOptions { Subsample = 3, Restarts = 2 }))
        {
            opened = FiniteCodec.Instance.Open(folder);
            new TrainingSession(run, Game, new ScriptedTrainer().Train, TimeProvider.System).Train(null, default);
        }

        using RunFolder resumed = opened.Resume();
        Assert.Equal(RunStatus.Finished, resumed.Record.Status);
    }
}
