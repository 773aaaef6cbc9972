using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Learning;

namespace Antiphon.Cli.Verbs;

/// <summary>The options of train that belong to games with continuous states.</summary>
internal sealed class ContinuousTrainOptions
{
    private readonly Option<ContinuousPreset?> preset = VerbOptions.OptionalChoice(
        "--as",
        "whose settings the others start from: Antiphon's, the paper's text, or the authors' program [ours]",
        ("ours", ContinuousPreset.Ours),
        ("stated", ContinuousPreset.Stated),
        ("released", ContinuousPreset.Released)
    );
    private readonly Option<PolicyAlgorithm?> algorithm = VerbOptions.OptionalChoice(
        "--algorithm",
        "what improves a policy from samples [trpo]",
        ("trpo", PolicyAlgorithm.Trpo),
        ("ppo", PolicyAlgorithm.Ppo),
        ("a2c", PolicyAlgorithm.A2c)
    );
    private readonly Option<GlobalLearning?> globalLearning = VerbOptions.OptionalChoice(
        "--global-learning",
        "G-LEARN: a classifier of observations, or policy gradient on the deployed return [gradient; as released and stated bandit]",
        ("bandit", GlobalLearning.ContextualBandit),
        ("gradient", GlobalLearning.PolicyGradient)
    );
    private readonly Option<int?> alternations = VerbOptions.OptionalWhole(
        "--alternations",
        "N",
        "at most this many turns of both sides [20; as released 10, as stated 30]"
    );
    private readonly Option<int?> episodes = VerbOptions.OptionalWhole(
        "--episodes",
        "N",
        "episodes played for one update of a policy [40; otherwise 120]"
    );
    private readonly Option<int?> episodeSteps = VerbOptions.OptionalWhole(
        "--episode-steps",
        "H",
        "steps of such an episode [50; as released 40, as stated 100]"
    );
    private readonly Option<int?> representatives = VerbOptions.OptionalWhole(
        "--representatives",
        "R",
        "local agents of an episode whose experience is learned from [8; otherwise 1]"
    );
    private readonly Option<int?> updates = VerbOptions.OptionalWhole(
        "--updates",
        "N",
        "updates, each on fresh episodes, that make one proposal [10; otherwise 1]"
    );

    private readonly Option<int?> discretize = VerbOptions.OptionalWhole(
        "--discretize",
        "B",
        "cut s_g and s_l into B bins each, train as for a finite game, and deploy the pair with continuous states",
        2
    );

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group => new("Games with continuous states", All);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All =>
        [preset, algorithm, globalLearning, alternations, episodes, episodeSteps, representatives, updates, discretize];

    /// <summary>The training options, before how the pair is measured.</summary>
    public ContinuousOptions Read(ParseResult parse, int k)
    {
        ContinuousOptions options = parse.GetValue(preset) switch
        {
            ContinuousPreset.Stated => ContinuousOptions.Stated(k),
            ContinuousPreset.Released => ContinuousOptions.Released(k),
            _ => new ContinuousOptions { Subsample = k },
        };
        return options with
        {
            Algorithm = parse.GetValue(algorithm) ?? options.Algorithm,
            GlobalLearning = parse.GetValue(globalLearning) ?? options.GlobalLearning,
            Alternations = parse.GetValue(alternations) ?? options.Alternations,
            Episodes = parse.GetValue(episodes) ?? options.Episodes,
            Horizon = parse.GetValue(episodeSteps) ?? options.Horizon,
            Representatives = parse.GetValue(representatives) ?? options.Representatives,
            Updates = parse.GetValue(updates) ?? options.Updates,
        };
    }

    /// <summary>Into how many bins states are to be cut, if they are.</summary>
    public int? Bins(ParseResult parse) => parse.GetValue(discretize);

    /// <summary>Refuses the options of neural training beside bins.</summary>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public void RequireOnlyBins(ParseResult parse)
    {
        if (All.FirstOrDefault(option => option != discretize && parse.Given(option)) is Option given)
        {
            throw new InvalidInputException(
                $"{given.Name} belongs to neural policies; with --discretize a finite game is trained; leave one of the two out"
            );
        }
    }

    /// <summary>Refuses options of this kind for a finite game.</summary>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public void RequireNone(ParseResult parse, string game)
    {
        if (All.FirstOrDefault(option => parse.Given(option)) is Option given)
        {
            throw new InvalidInputException(
                $"{given.Name} belongs to games with continuous states; {Output.Figures.Printable(game)} has finitely many; leave it out"
            );
        }
    }
}

/// <summary>Where the settings of a training in a game with continuous states start from.</summary>
internal enum ContinuousPreset
{
    /// <summary>Antiphon's own.</summary>
    Ours,

    /// <summary>The paper's text.</summary>
    Stated,

    /// <summary>The authors' program.</summary>
    Released,
}
