using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation.Attacks;

/// <summary>
/// Tamperings of a certificate and its witness, each with all hashes redrawn. <see cref="Forgery.Redrawn"/>: the figures are redrawn, too,
/// as they follow from the functions.
/// </summary>
public class AttackTests
{
    // Sizes are equal, so that an exchanged index does not show in a length: S = G = A = B = 2.
    private static readonly Lazy<Judged> Small = new(() => Make(984, k: 1, seed: 7));

    private static Judged Make(ulong game, int k, ulong seed) =>
        new(new RandomGame(game) { Agents = 3, Discount = 0.8 }.Create(), k, seed, accuracy: 1e-5);

    private static Forgery Honest => Forgery.Of(Small.Value);

    private static Forgery With(string name, Func<double, int, double> change) => Honest.WithValues(name, change).Redrawn();

    /// <summary>The forger's name, what he does, and how the answer begins.</summary>
    public static TheoryData<string, Func<object>, string> Consistent =>
        new()
        {
            {
                "lowers the dispatcher's best response at the states that decide the maximum",
                () => Honest.With("dispatcher.best", best => Lowered(best, Honest.Find("value").Values)).Redrawn(),
                "Bellman equation of dispatcher.best"
            },
            {
                "lowers one agent's best response at the states that decide the maximum",
                () => Honest.With("agent.best", best => Lowered(best, Spread("value"))).Redrawn(),
                "Bellman equation of agent.best"
            },
            {
                "lowers one agent's best response for itself at the states that decide the maximum",
                () => Honest.With("selfish.best", best => Lowered(best, Honest.Find("selfish.value").Values)).Redrawn(),
                "Bellman equation of selfish.best"
            },
            {
                "lowers the controller's optimum at the states that decide the maximum",
                () => Honest.With("welfare.best", best => Lowered(best, Honest.Find("value").Values)).Redrawn(),
                "Bellman equation of welfare.best"
            },
            {
                "raises the pair's value where the gap is largest",
                () => Honest.With("value", value => Raised(value, Honest.Find("dispatcher.best").Values)).Redrawn(),
                "Bellman equation of value"
            },
            {
                "raises one agent's own value where its gap is largest",
                () => Honest.With("selfish.value", value => Raised(value, Honest.Find("selfish.best").Values)).Redrawn(),
                "Bellman equation of selfish.value"
            },
            { "shifts one agent's best response", () => With("agent.best", (v, _) => v - 0.05), "Bellman equation of agent.best" },
            { "shifts the value", () => With("value", (v, _) => v + 0.05), "Bellman equation of value" },
            { "shifts the controller's optimum", () => With("welfare.best", (v, _) => v - 0.05), "Bellman equation of welfare.best" },
            { "scales one agent's best response", () => With("agent.best", (v, _) => 0.99 * v), "Bellman equation of agent.best" },
            { "changes the unit of all functions", () => Each((v, _) => v / 2), "Bellman equation of value" },
            { "takes all functions as zero", () => Each((_, _) => 0), "Bellman equation of value" },
            { "takes all functions as minus zero", () => Each((_, _) => -0.0), "Bellman equation of value" },
            { "takes all functions as the least double", () => Each((_, _) => double.Epsilon), "Bellman equation of value" },
            {
                "takes all functions as so large that their sizes add up to infinity",
                () => Each((_, _) => 1.5e308),
                "dispatcherGap.initial: upper end at least the relaxation's expected gain with errors: its terms are so large"
            },
            {
                "raises the discount until rounding hides that all functions are a constant",
                () => Each((_, _) => 1e15).In(given => given with { Discount = 1 - 1e-13 }),
                "refused: the game's discount is 0.9999999999999; expected at most 0.9999999 for a verification"
            },
            {
                "takes the value for the best response",
                () => Honest.With("dispatcher.best", best => best with { Values = Honest.Find("value").Values }).Redrawn(),
                "Bellman equation of dispatcher.best"
            },
            {
                "takes the value for one agent's best response",
                () => Honest.With("agent.best", best => best with { Values = Spread("value") }).Redrawn(),
                "Bellman equation of agent.best"
            },
            {
                "exchanges the best responses of both readings of one agent",
                () => Swapped("agent.best", "selfish.best").Redrawn(),
                "Bellman equation of "
            },
            {
                "exchanges the states of dispatcher and count vectors",
                () => Honest.With("dispatcher.best", best => best with { Values = Exchanged.Transposed(best.Values, 2) }).Redrawn(),
                "Bellman equation of dispatcher.best"
            },
            {
                "exchanges s_l and s_g in one agent's best response",
                () => Honest.With("agent.best", best => best with { Values = Exchanged.Inner(best.Values) }).Redrawn(),
                "Bellman equation of agent.best"
            },
            {
                "exchanges s_l and s_g in the agents' deviation",
                () => Honest.With("team.initial", one => one with { Local = Exchanged.Outer(one.Local!) }).Redrawn(),
                "Bellman equation of team.initial"
            },
            {
                "exchanges s_g and a_l in the agents' deviation",
                () => Honest.With("team.initial", one => one with { Local = Exchanged.Inner(one.Local!) }).Redrawn(),
                "refused: the witness's function team.initial does not fit the game"
            },
            {
                "stores the dispatcher's deviation by columns",
                () => Honest.With("dispatcher.initial", one => one with { Global = Exchanged.Columns(one.Global!) }).Redrawn(),
                "Bellman equation of dispatcher.initial"
            },
            {
                "credits the dispatcher's deviation with more",
                () => With("dispatcher.initial", (v, _) => v + 0.05),
                "Bellman equation of dispatcher.initial"
            },
            {
                "credits one agent's deviation with more",
                () => With("agent.worst", (v, _) => v + 0.05),
                "Bellman equation of agent.worst"
            },
            {
                "leaves the deviation out and keeps what it earns",
                () => Honest.With("welfare.initial", one => one with { Global = null, Local = null }).Redrawn(),
                "Bellman equation of welfare.initial"
            },
            { "drops the error terms", () => Honest.With(function => function with { Error = 0 }).Redrawn(), "Bellman equation of " },
            { "exchanges the policy for a better one", () => (Honest with { Pair = Better() }).Redrawn(), "Bellman equation of value" },
            { "exchanges the policy for a worse one", () => (Honest with { Pair = Worse() }).Redrawn(), "Bellman equation of value" },
            {
                "takes the witness of another pair of the same game",
                () => (Honest with { Witness = Make(984, k: 1, seed: 8).Witness! }).Redrawn(),
                "Bellman equation of value"
            },
            { "halves the rewards of the game", () => Honest.In(Halved).Redrawn(), "Bellman equation of value" },
            {
                "lowers the game's discount",
                () => Honest.In(given => given with { Discount = 0.79 }).Redrawn(),
                "Bellman equation of value"
            },
            {
                "certifies the pair for another k",
                () => Honest with { Pair = Wider() },
                "refused: the certificate's subsample is 1; expected 2"
            },
            {
                "certifies the pair for another k and redraws k",
                () => (Honest with { Pair = Wider() }).Claiming(figures => figures with { Subsample = 2 }).Redrawn(),
                "refused: '/c.witness' is damaged: dispatcher.initial: global actions"
            },
            {
                "moves the game's initial law",
                () => Honest.In(given => given with { Initial = given.Initial with { Global = [0.001, 0.999] } }),
                "value.initial: within the residual"
            },
        };

    [Theory]
    [MemberData(nameof(Consistent))]
    public void A_forger_who_redraws_all_hashes_is_not_believed(string deed, Func<object> make, string answer)
    {
        string found = ((Forgery)make()).Verdict();
        Assert.True(found.StartsWith(answer, StringComparison.Ordinal), $"who {deed}: {found}");
    }

    [Fact]
    public void The_honest_certificate_holds_and_so_do_its_figures_redrawn()
    {
        Assert.Equal("holds", Honest.Verdict());
        Assert.Equal("holds", Honest.Redrawn().Verdict());
    }

    // Largest gains come down to the middle of all: at the states that decide the maximum, the forger takes half of it away.
    private static WitnessFunction Lowered(WitnessFunction best, double[] own) =>
        best with
        {
            Values = [.. best.Values.Zip(Excess(best.Values, own), (v, excess) => v - excess)],
        };

    private static WitnessFunction Raised(WitnessFunction value, double[] best) =>
        value with
        {
            Values = [.. value.Values.Zip(Excess(best, value.Values), (v, excess) => v + excess)],
        };

    private static double[] Excess(double[] best, double[] own)
    {
        double[] gains = [.. best.Zip(own, (high, low) => high - low)];
        double middle = (gains.Max() + gains.Min()) / 2;
        double[] excess = [.. gains.Select(gain => Math.Max(0, gain - middle))];
        Assert.True(excess.Max() > 0.01, "a forgery that changes nothing would show nothing");
        return excess;
    }

    private static double[] Spread(string name) => new RedrawnFigures(Honest).Spread(Honest.Find(name).Values);

    private static Forgery Each(Func<double, int, double> change) =>
        Honest.With(function => function with { Values = [.. function.Values.Select(change)] }).Redrawn();

    private static Forgery Swapped(string one, string other) =>
        Honest.With(function =>
            function.Name == one ? Honest.Find(other) with { Name = one }
            : function.Name == other ? Honest.Find(one) with { Name = other }
            : function
        );

    private static GameDefinition Halved(GameDefinition given) =>
        given with
        {
            GlobalReward = [.. given.GlobalReward.Select(row => row.Select(r => r / 2).ToArray())],
            LocalReward = [.. given.LocalReward.Select(part => part.Select(row => row.Select(r => r / 2).ToArray()).ToArray())],
        };

    private static JointPolicy Better() => Honest.Pair with { Local = Library.Local(Honest.Game, Honest.Find("team.initial").Local!) };

    private static JointPolicy Worse() => Honest.Pair with { Local = LocalPolicy.Uniform(Honest.Game) };

    private static JointPolicy Wider() => Honest.Pair with { Global = Make(984, k: 2, seed: 7).Pair.Global };
}
