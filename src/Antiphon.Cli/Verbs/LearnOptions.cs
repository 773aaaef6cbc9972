using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Learning;

namespace Antiphon.Cli.Verbs;

/// <summary>How `antiphon learn` learns.</summary>
internal enum LearnRoute
{
    /// <summary>Asynchronous Q-learning.</summary>
    QLearning,

    /// <summary>Estimated laws, planned exactly.</summary>
    Model,
}

/// <summary>The options of `antiphon learn` that say how to learn.</summary>
internal sealed class LearnOptions
{
    private const double OrdinaryConstant = 0.05;

    private static readonly StepSize Ordinary = new();
    private static readonly ModelLearningOptions OrdinaryModel = new();

    private readonly Option<LearnRoute> route = VerbOptions.Choice(
        "--route",
        "learning method: Q-learning, or planning in an estimated model",
        LearnRoute.QLearning,
        ("q-learning", LearnRoute.QLearning),
        ("model", LearnRoute.Model)
    );
    private readonly DeclaredOption<string?> fallback = VerbOptions
        .Text(
            "--fallback",
            "BASELINE",
            "global agent's action in situations that the log does not cover, for example 'constant 2' "
                + $"[{QLearningOptions.DefaultFallback}]"
        )
        .Sets<QLearningOptions>(nameof(QLearningOptions.Fallback))
        .Sets<ModelLearningOptions>(nameof(ModelLearningOptions.Fallback));
    private readonly DeclaredOption<StepRule> rule = VerbOptions
        .Choice(
            "--step",
            "step sizes alpha, alpha/(t+h), alpha/(t+h)^xi",
            Ordinary.Rule,
            ("constant", StepRule.Constant),
            ("linear", StepRule.Linear),
            ("polynomial", StepRule.Polynomial)
        )
        .Sets<StepSize>(nameof(StepSize.Rule));
    private readonly DeclaredOption<StepClock> clock = VerbOptions
        .Choice(
            "--clock",
            "meaning of t: updates of the entry, or all updates",
            Ordinary.Clock,
            ("visits", StepClock.Visits),
            ("time", StepClock.Time)
        )
        .Sets<StepSize>(nameof(StepSize.Clock));
    private readonly DeclaredOption<double?> alpha = VerbOptions
        .OptionalReal("--alpha", "A", $"alpha, above 0 [1; {OrdinaryConstant} for constant steps]", positive: true)
        .Sets<StepSize>(nameof(StepSize.Alpha));
    private readonly DeclaredOption<double?> offset = VerbOptions
        .OptionalReal("--offset", "H", $"h, at least 0 [{Ordinary.Offset}]", positive: false)
        .Sets<StepSize>(nameof(StepSize.Offset));
    private readonly DeclaredOption<double?> exponent = VerbOptions
        .OptionalShare("--exponent", "XI", $"xi of polynomial steps [{Ordinary.Exponent}]", belowOne: true)
        .Sets<StepSize>(nameof(StepSize.Exponent));
    private readonly DeclaredOption<double?> start = VerbOptions
        .OptionalNumber("--start", "Q", "initial value of every entry [the log's mean reward / (1 - gamma)]")
        .Sets<QLearningOptions>(nameof(QLearningOptions.StartValue));
    private readonly Option<bool> theorem = VerbOptions.Flag(
        "--theorem-steps",
        "alpha and h of Theorem E.4, from the log's lowest frequency and its relaxation time; safe, but extremely slow; for constant or "
            + "linear steps"
    );
    private readonly DeclaredOption<double?> delta = VerbOptions
        .OptionalShare("--delta", "D", $"failure probability of the model's confidence sets [{OrdinaryModel.Delta}]", belowOne: true)
        .Sets<ModelLearningOptions>(nameof(ModelLearningOptions.Delta));

    public IReadOnlyList<OptionGroup> Groups =>
        [
            new OptionGroup("Learning", [route, fallback]),
            new OptionGroup("Q-learning", [rule, clock, alpha, offset, exponent, theorem, start]),
            new OptionGroup("Model", [delta]),
        ];

    /// <summary>The route.</summary>
    public LearnRoute Route(ParseResult parse) => parse.GetValue(route);

    /// <summary>Refuses options that play no part in what is asked for.</summary>
    public void RequireSense(ParseResult parse)
    {
        bool model = Route(parse) == LearnRoute.Model;
        bool steps = parse.GetValue(rule) is StepRule.Constant;
        bool fixedSteps = parse.GetValue(theorem);
        (Option Option, bool PlaysNone, string In)[] parts =
        [
            .. new Option[] { rule, clock, alpha, offset, exponent, theorem, start }.Select(option => (option, model, "--route model")),
            (delta, !model, "--route q-learning"),
            (offset, steps, "--step constant"),
            (clock, steps, "--step constant"),
            (exponent, parse.GetValue(rule) != StepRule.Polynomial, "steps that are not polynomial"),
            .. new Option[] { clock, alpha, offset, exponent }.Select(option => (option, fixedSteps, "--theorem-steps")),
        ];
        if (Array.Find(parts, part => part.PlaysNone && parse.Given(part.Option)) is { Option: Option odd, In: string place })
        {
            throw new InvalidInputException($"{odd.Name} is not used with {place}; leave it out");
        }

        if (fixedSteps && parse.GetValue(rule) == StepRule.Polynomial)
        {
            throw new InvalidInputException(
                "--theorem-steps is given with polynomial step sizes, for which the theorem has no constants; add --step constant or "
                    + "--step linear"
            );
        }
    }

    /// <summary>The options of Q-learning, for a log.</summary>
    public QLearningOptions QLearning(ParseResult parse, LogAudit audit, double discount) =>
        parse.Apply(
            new QLearningOptions
            {
                Step = parse.GetValue(theorem) ? StepSize.OfTheorem(parse.GetValue(rule), audit, discount) : Step(parse),
            }
        );

    /// <summary>The options of the model-based route.</summary>
    public static ModelLearningOptions Model(ParseResult parse, int threads) =>
        parse.Apply(new ModelLearningOptions { Threads = threads });

    private StepSize Step(ParseResult parse) =>
        parse.Apply(parse.GetValue(rule) == StepRule.Constant ? Ordinary with { Alpha = OrdinaryConstant } : Ordinary);
}
