using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.RandomGames;

/// <summary>Makes the game of a seed: sizes, kind, shape of kernels, discount, unit of rewards, initial law.</summary>
internal sealed class TrialMaker
{
    private const int MostStates = 54;

    private readonly int seed;
    private readonly SmallRandom random;
    private readonly List<string> features = [];

    private TrialMaker(int seed) => (this.seed, random) = (seed, new SmallRandom((ulong)seed * 1_000_003));

    /// <summary>The game of a seed.</summary>
    public static Trial Make(int seed) => new TrialMaker(seed).Make();

    private Trial Make()
    {
        string kind = Of("plain", "plain", "plain", "coupled", "typed", "restricted", "restricted");
        features.Add(kind);
        GameDefinition definition = kind == "typed" ? Typed() : Plain(kind);
        if (kind != "coupled")
        {
            definition = new TrialRows(random, Feature("ordinary rows", "ordinary rows", "tiny probabilities", "reducible")).Of(
                definition
            );
        }

        definition = new TrialRewards(
            random,
            Feature("rewards of 1", "rewards of 1", "rewards of 1e-12", "rewards of 1e12", "mixed rewards", "no rewards", "offset")
        ).Of(definition);
        var game = CooperativeGame.Create(definition);
        int types = game.Types.Count;
        int observed = random.Below(3) == 0 ? (int)game.Agents : types + random.Below((int)game.Agents - types + 1);
        if (observed == game.Agents)
        {
            features.Add("k = n");
        }

        return new Trial(seed, game, observed, features);
    }

    private GameDefinition Plain(string kind)
    {
        int agents = 1 + random.Below(4);
        int globals = 1 + random.Below(3);
        int locals = kind == "coupled" ? 2 + random.Below(2) : 1 + random.Below(3);
        while (globals * Math.Pow(locals, agents) > MostStates)
        {
            agents--;
        }

        var sizes = new RandomGame((ulong)seed)
        {
            GlobalStates = globals,
            LocalStates = locals,
            GlobalActions = 1 + random.Below(3),
            LocalActions = 1 + random.Below(agents > 3 ? 2 : 3),
            Agents = agents,
            Shape = Shape(),
            Discount = Discount(),
            Dirichlet = Dirichlet(),
        };
        return Started(
            kind switch
            {
                "coupled" => sizes.CreateCoupled().ToDefinition(),
                "restricted" => new RestrictedGame(sizes).Definition,
                _ => sizes.Definition(),
            }
        );
    }

    private GameDefinition Typed() =>
        new RandomTypedGame((ulong)seed)
        {
            GlobalStates = 1 + random.Below(2),
            GlobalActions = 1 + random.Below(3),
            LocalActions = 1 + random.Below(2),
            Agents = 2 + random.Below(3),
            States = [1 + random.Below(2), 1 + random.Below(2)],
            Laziness = random.Below(2) * 0.5,
            Discount = Discount(),
            Dirichlet = Dirichlet(),
        }.Definition();

    private KernelShape Shape()
    {
        KernelShape[] shapes = Enum.GetValues<KernelShape>();
        KernelShape shape = shapes[random.Below(shapes.Length)];
        features.Add(
            shape switch
            {
                KernelShape.Cyclic => "periodic",
                KernelShape.EqualRows => "rank-deficient",
                _ => $"{shape}".ToLowerInvariant(),
            }
        );
        return shape;
    }

    private double Discount() => new[] { 0, 0.3, 0.8, 0.95, 0.999 }[random.Below(5)];

    private double? Dirichlet()
    {
        double? concentration = new double?[] { null, null, 1e-3, 0.5, 1e6 }[random.Below(5)];
        if (concentration is not null)
        {
            features.Add($"Dirichlet({concentration})");
        }

        return concentration;
    }

    // A start that is known, or nearly.
    private GameDefinition Started(GameDefinition given)
    {
        int start = random.Below(4);
        if (start > 1 || given.Initial.Local is not IndependentLocalLaw law)
        {
            return given;
        }

        features.Add(start == 0 ? "known start" : "start of tiny probabilities");
        double rare = start == 0 ? 0 : 1e-300;
        double[] local = [.. law.Probabilities.Select((_, state) => state == 0 ? 1 : rare)];
        double[] global = [.. given.Initial.Global.Select((_, state) => state == 0 ? 1 : rare)];
        return given with { Initial = new InitialLaw([.. global], new IndependentLocalLaw([.. local])) };
    }

    private string Feature(params string[] names)
    {
        string name = Of(names);
        if (name is not "ordinary rows" and not "rewards of 1")
        {
            features.Add(name);
        }

        return name;
    }

    private string Of(params string[] names) => names[random.Below(names.Length)];
}
