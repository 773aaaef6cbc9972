using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>The options of train that belong to games with continuous states.</summary>
internal sealed class ContinuousTrainOptions
{
    private readonly DeclaredOption<ContinuousPreset?> preset = VerbOptions
        .OptionalChoice(
            "--as",
            "default settings: Antiphon's, the paper's (stated), or those of the authors' program (released) [ours]",
            ("ours", ContinuousPreset.Ours),
            ("stated", ContinuousPreset.Stated),
            ("released", ContinuousPreset.Released)
        )
        .For(GameKinds.Continuous);
    private readonly DeclaredOption<int?> discretize = VerbOptions
        .OptionalWhole(
            "--discretize",
            "B",
            "divide s_g and s_l into B bins each, train the resulting finite game, and deploy its policies with continuous states",
            2
        )
        .For(GameKinds.Binned | GameKinds.Continuous)
        .Sets<CutGame>(nameof(CutGame.Bins));

    /// <summary>Makes the options.</summary>
    public ContinuousTrainOptions() =>
        Group = new OptionGroup(
            "Games with continuous states",
            [
                preset,
                VerbOptions
                    .OptionalChoice(
                        "--algorithm",
                        "policy-gradient algorithm [trpo]",
                        ("trpo", PolicyAlgorithm.Trpo),
                        ("ppo", PolicyAlgorithm.Ppo),
                        ("a2c", PolicyAlgorithm.A2c)
                    )
                    .Sets<ContinuousOptions>(nameof(ContinuousOptions.Algorithm)),
                VerbOptions
                    .OptionalChoice(
                        "--global-learning",
                        "how the global agent learns: a classifier of observations, or policy gradient on the deployed return "
                            + "[gradient; bandit with --as released or stated]",
                        ("bandit", GlobalLearning.ContextualBandit),
                        ("gradient", GlobalLearning.PolicyGradient)
                    )
                    .Sets<ContinuousOptions>(nameof(ContinuousOptions.GlobalLearning)),
                VerbOptions
                    .OptionalWhole("--alternations", "N", "maximum turns of both sides [20; 10 with --as released, 30 with --as stated]")
                    .Sets<ContinuousOptions>(nameof(ContinuousOptions.Alternations)),
                VerbOptions
                    .OptionalWhole("--episodes", "N", "episodes per policy update [40; 120 with --as released or stated]")
                    .Sets<ContinuousOptions>(nameof(ContinuousOptions.Episodes)),
                VerbOptions
                    .OptionalWhole("--episode-steps", "H", "steps per training episode [50; 40 with --as released, 100 with --as stated]")
                    .Sets<ContinuousOptions>(nameof(ContinuousOptions.Horizon)),
                VerbOptions
                    .OptionalWhole(
                        "--representatives",
                        "R",
                        "local agents per episode whose experience is used [8; 1 with --as released or stated]"
                    )
                    .Sets<ContinuousOptions>(nameof(ContinuousOptions.Representatives)),
                VerbOptions
                    .OptionalWhole(
                        "--updates",
                        "N",
                        "policy updates per proposal, each on new episodes [10; 1 with --as released or stated]"
                    )
                    .Sets<ContinuousOptions>(nameof(ContinuousOptions.Updates)),
                discretize,
            ]
        );

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group { get; }

    /// <summary>All options of such a game, as resolved.</summary>
    public ContinuousOptions Read(ParseResult parse, int k, int threads) =>
        parse.Apply(
            parse.GetValue(preset) switch
            {
                ContinuousPreset.Stated => ContinuousOptions.Stated(k),
                ContinuousPreset.Released => ContinuousOptions.Released(k),
                _ => new ContinuousOptions { Subsample = k },
            } with
            {
                Threads = threads,
            }
        );

    /// <summary>Whether settings to start from are named that are not those a run was started with.</summary>
    public bool StartsElsewhere(ParseResult parse, ContinuousOptions stored) =>
        parse.Given(preset) && Read(parse, stored.Subsample, stored.Threads) != stored;

    /// <summary>Whether a game has continuous states and is trained with them.</summary>
    public bool IsTrainedAsIs(ParseResult parse, string game) =>
        BuiltInContinuousGames.Find(game) is not null && parse.GetValue(discretize) is null;

    /// <summary>What a finite game is to be cut from; null where there is nothing to cut.</summary>
    public CutGame? Cut(ParseResult parse, string game) =>
        BuiltInContinuousGames.Find(game) is not null && parse.GetValue(discretize) is int bins ? new CutGame(game, bins) : null;
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
