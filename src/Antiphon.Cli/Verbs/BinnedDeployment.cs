using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>What a pair that was trained in bins earns with continuous states.</summary>
/// <param name="surroundings">Where the program runs.</param>
internal sealed class BinnedDeployment(Surroundings surroundings)
{
    /// <summary>The file of the deployment in the run folder.</summary>
    public const string FileName = "continuous.json";

    /// <summary>The finite game of a run, with what deploys its pairs.</summary>
    /// <param name="from">What it is cut from.</param>
    /// <param name="agents">n.</param>
    /// <exception cref="InvalidInputException">The game is not built in, or cannot be cut like that.</exception>
    public static Discretization Cut(CutGame from, long agents)
    {
        BuiltInContinuousGame known = BuiltInContinuousGames.Find(from.Game)
            ?? throw new InvalidInputException(
                $"run.json: cut.game is '{Figures.Printable(from.Game)}', which is not built in; expected one of "
                    + $"{string.Join(", ", BuiltInContinuousGames.All.Select(game => game.Name))}; restore the file"
            );
        return new Discretization(
            known.Create((int)Math.Min(agents, TrainOptions.MostSimulated)),
            new DiscretizationOptions { GlobalBins = from.Bins, LocalBins = from.Bins }
        );
    }

    /// <summary>Deploys a pair with continuous states.</summary>
    /// <param name="cut">How its game was made.</param>
    /// <param name="policy">The pair.</param>
    /// <param name="options">How; with the number of agents that the game has.</param>
    public SimulationResult Measure(Discretization cut, JointPolicy policy, OnlineExecutionOptions options) =>
        new OnlineExecution(options, surroundings.Time).Run(
            new ContinuousDeployment(cut.View, cut.Deploy(policy)),
            null,
            surroundings.Cancellation
        );

    /// <summary>Deploys the pair of a finished run and stores the result as continuous.json in its folder.</summary>
    /// <param name="run">The run in bins.</param>
    /// <param name="from">What its game is cut from.</param>
    public BinnedResult Store(StoredRun run, CutGame from)
    {
        Discretization cut = Cut(from, run.Record.Agents);
        OnlineExecutionOptions options = run.Record.Options.Deployment;
        JointPolicy policy = run.LoadPolicy(cut.Game);
        SimulationResult result = Measure(cut, policy, options);
        string file = run.Paths.In(FileName);
        var document = SimulationDocument.From(result, cut.Game, policy.Global, options.Seed, run.Paths.Folder, file, traceFile: null);
        string? stored = surroundings.TryStore(() =>
        {
            AtomicFile.WriteText(file, JsonOutput.Text(document) + "\n");
            return surroundings.Shown(file);
        });
        return new BinnedResult(result.Reward, options.Horizon, cut.ProbabilityError, stored);
    }
}
