using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Simulation;
using Antiphon.Tests.Cli;

namespace Antiphon.Tests.Reporting;

/// <summary>What a report says of the one episode that it shows.</summary>
public class EpisodeSectionTests : CommandLineTest
{
    private string Episode(string horizon)
    {
        Run("train", "warehouse", "--k", "3", "--agents", "6", "--horizon", horizon, "--restarts", "1", "--out", "mine").Succeeded();
        Assert.Equal(0, Run("report", "mine").Code);
        return File.ReadAllText(In("mine", "report.html")).Split(">An episode</h2>")[1].Split("</section>")[0];
    }

    private (RunRecord Record, IReadOnlyList<double> Returns) Played(int steps)
    {
        StoredRun run = FiniteCodec.Instance.Open(In("mine"));
        CooperativeGame game = run.LoadGame();
        JointPolicy policy = run.LoadPolicy(game);
        var options = new OnlineExecutionOptions { Horizon = steps, Seed = run.Record.Options.Seed };
        return (
            run.Record,
            [.. Enumerable.Range(0, 30).Select(rollout => EpisodeTrace.Record(game, policy, options, rollout: rollout).Return)]
        );
    }

    [Fact]
    public void Its_return_is_set_beside_others_and_beside_the_mean_with_its_interval()
    {
        string episode = Episode("20");
        (RunRecord record, IReadOnlyList<double> returns) = Played(20);

        Assert.Contains($"<dt>This episode</dt><dd><span class=\"value\">{Figures.Value(returns[0])}<", episode, StringComparison.Ordinal);
        Assert.Contains(
            $"more than {returns.Count(other => other < returns[0])} of 29 others with the same seed, which earn "
                + $"{Figures.Value(returns.Skip(1).Min())} to {Figures.Value(returns.Skip(1).Max())}<",
            episode,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"<dt>Mean</dt><dd><span class=\"value\">{Figures.Value(record.Outcome!.Deployed.Mean)}<",
            episode,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"over {record.Options.Seeds * record.Options.Rollouts} episodes of 20 steps; 95% interval "
                + $"{Words.Interval(record.Outcome.Deployed)}<",
            episode,
            StringComparison.Ordinal
        );
        Assert.Contains("An episode is one draw", episode, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_an_episode_is_not_compared_with_whole_ones() =>
        Assert.Contains("shown are the first 200 steps, so that the two cannot be compared", Episode("201"), StringComparison.Ordinal);
}
