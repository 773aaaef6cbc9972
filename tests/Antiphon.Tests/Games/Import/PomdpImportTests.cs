using System.Globalization;
using System.Text;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games.Import;

public class PomdpImportTests
{
    private const string Head =
        "discount: 0.9\nvalues: reward\nstates: a b c\nactions: go stay\nobservations: dark light\nstart: uniform\n";
    private const string Moves = "T: go uniform\nT: stay identity\n";

    /// <summary>Behind the tiger's door 10 are earned in every step by an agent that sees it: 10 / (1 - 0.95) = 200.</summary>
    [Fact]
    public void The_tiger_that_is_seen_is_worth_200()
    {
        ImportedGame imported = Example("tiger.pomdp");
        CooperativeGame game = imported.Game;
        Assert.Equal(["tiger-left", "tiger-right"], game.LocalStateNames);
        Assert.Equal(["listen", "open-left", "open-right"], game.LocalActionNames);
        Assert.Equal((1, 1, 1, 2), (game.GlobalStates, game.GlobalActions, game.Agents, imported.Observations));
        Assert.Equal([-1.0, -100, 10], Rewards(game, 0));
        Assert.Equal([-1.0, 10, -100], Rewards(game, 1));
        Assert.Equal([0.0, 1], game.LocalTransition(1, 0, 0).ToArray());
        Assert.Equal([0.5, 0.5], game.LocalTransition(1, 0, 1).ToArray());
        Assert.Equal(200, Trained(game), 1e-4);
    }

    /// <summary>The same machine written down as arrays, and solved by iterating values.</summary>
    [Fact]
    public void The_machine_has_the_value_of_slow_value_iteration()
    {
        double third = 1.0 / 3;
        double[][][] moves =
        [
            [
                [third, third, third, 0],
                [0, 0.5, 0.5, 0],
                [0, 0, 0.6, 0.4],
                [0, 0, 0, 1],
            ],
            [
                [1, 0, 0, 0],
                [1, 0, 0, 0],
                [1, 0, 0, 0],
                [1, 0, 0, 0],
            ],
        ];
        double[][] costs =
        [
            [0, 1, (0.6 * 3) + (0.4 * 9), 9],
            [4, 4, 4, 4],
        ];
        double[] value = new double[4];
        int[] best = new int[4];
        for (int sweep = 0; sweep < 1000; sweep++)
        {
            double[] last = value;
            double Of(int s, int a) => -costs[a][s] + (0.9 * Enumerable.Range(0, 4).Sum(y => moves[a][s][y] * last[y]));
            best = [.. Enumerable.Range(0, 4).Select(s => Of(s, 1) > Of(s, 0) ? 1 : 0)];
            value = [.. Enumerable.Range(0, 4).Select(s => Of(s, best[s]))];
        }

        ImportedGame imported = Example("wear.mdp");
        CooperativeGame game = imported.Game;
        for (int state = 0; state < 4; state++)
        {
            for (int action = 0; action < 2; action++)
            {
                Assert.Equal(-costs[action][state], game.LocalReward(state, 0, action), 1e-14);
                Assert.Equal(moves[action][state], game.LocalTransition(state, 0, action).ToArray(), (x, y) => Math.Abs(x - y) < 1e-15);
            }
        }

        Assert.Equal([0, 0, 1, 1], best);
        var local = LocalPolicy.Create(4, 1, 2, [.. best.SelectMany(action => (double[])[1 - action, action])]);
        var pair = new JointPolicy(new UniformGlobalPolicy(1, 1), local);
        Assert.Equal(value[0], new PolicyEvaluator(game).Evaluate(pair).Value, 1e-6);
        Assert.Equal(value[0], Trained(game), 1e-4);
        Assert.Equal(0, imported.Observations);
        Assert.Collection(
            imported.Lost,
            lost => Assert.StartsWith("Costs become rewards", lost, StringComparison.Ordinal),
            lost => Assert.Contains("averaged over them (pairs of state and action: 1)", lost, StringComparison.Ordinal),
            lost => Assert.StartsWith("Rows that are off by rounding (1, by at most 1e-6)", lost, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("", "0.3333333333333333 0.3333333333333333 0.3333333333333333")]
    [InlineData("start: uniform", "0.3333333333333333 0.3333333333333333 0.3333333333333333")]
    [InlineData("start: b", "0 1 0")]
    [InlineData("start: 2", "0 0 1")]
    [InlineData("start: 0.25 0.25 0.5", "0.25 0.25 0.5")]
    [InlineData("start: 1 0 0", "1 0 0")]
    [InlineData("start include: a c", "0.5 0 0.5")]
    [InlineData("start exclude : 0", "0 0.5 0.5")]
    public void Every_form_of_start_is_read(string start, string expected)
    {
        string text = Head.Replace("start: uniform", start, StringComparison.Ordinal) + Moves;
        var law = (IndependentLocalLaw)Parse(text).Game.Initial.Local;
        Assert.Equal(Numbers(expected), law.Probabilities.ToArray());
    }

    [Theory]
    [InlineData("T: go uniform", "go", "a", "0.3333333333333333 0.3333333333333333 0.3333333333333333")]
    [InlineData("T: go identity", "go", "b", "0 1 0")]
    [InlineData("T: go\n0 0 1\n1 0 0\n0 1 0", "go", "b", "1 0 0")]
    [InlineData("T: go : b\n0.25 0.75 0", "go", "b", "0.25 0.75 0")]
    [InlineData("T: go : b uniform", "go", "b", "0.3333333333333333 0.3333333333333333 0.3333333333333333")]
    [InlineData("T: go : b reset", "go", "b", "0.3333333333333333 0.3333333333333333 0.3333333333333333")]
    [InlineData("T: go : b : * 0\nT: go : b : c 1.0", "go", "b", "0 0 1")]
    [InlineData("T : 0 : 1 : 2 1\nT: 0:1:1 0", "go", "b", "0 0 1")]
    [InlineData("T: * : *\n0 1 0", "stay", "c", "0 1 0")]
    [InlineData("T: * : * : * 0\nT: * : * : a 0.5 T: * : * : b .5", "stay", "c", "0.5 0.5 0")]
    public void Every_form_of_T_is_read(string lines, string action, string state, string expected)
    {
        // Where the lines leave a row as it was, it stays where it is.
        CooperativeGame game = Parse(Head + "T: * identity\nT: go : b : b 0\n" + lines + "\n").Game;
        int a = game.LocalActionNames.ToList().IndexOf(action);
        int s = game.LocalStateNames.ToList().IndexOf(state);
        Assert.Equal(Numbers(expected), game.LocalTransition(s, 0, a).ToArray(), (x, y) => Math.Abs(x - y) < 1e-15);
    }

    /// <summary>
    /// From b, go leads to a, b and c alike; in a the observation is light with probability 0.25, in b 0.5, in c 1.
    /// </summary>
    [Theory]
    [InlineData("R: go : b : * : * 6", 6)]
    [InlineData("R: * : * : * : * 6\nR: go : b : c : * 9", 7)]
    [InlineData("R: go : b : c : * 9\nR: * : * : * : * 6", 6)]
    [InlineData("R: go : b : c\n0 9", 3)]
    [InlineData("R: go : b\n3 3\n3 6\n1 9", (3 + 4.5 + 9) / 3)]
    [InlineData("R: * : * : * : light 12", 12 * (0.25 + 0.5 + 1) / 3)]
    [InlineData("R: go : * : * : * 4\nR: * : b : a : dark 0", (1 + 4 + 4) / 3.0)]
    [InlineData("R: go : b : a : dark 3\nR: go : b : a : light 3\nR: go : b : b : * 3\nR: go : b : c : * 3", 3)]
    [InlineData("R: stay : b : * : * 6", 0)]
    public void Every_form_of_R_is_read_and_averaged(string lines, double expected)
    {
        const string Seen = "O: * : a : dark 0.75\nO: * : a : light 0.25\nO: * : b uniform\nO: * : c\n0 1\n";
        Assert.Equal(expected, Parse(Head + Moves + Seen + lines + "\n").Game.LocalReward(1, 0, 0), 1e-14);
        string costs = Head.Replace("reward", "cost", StringComparison.Ordinal);
        Assert.Equal(-expected, Parse(costs + Moves + Seen + lines + "\n").Game.LocalReward(1, 0, 0), 1e-14);
    }

    [Theory]
    [InlineData("R: go : b : c 9", 3)]
    [InlineData("R: go : b : c : * 9", 3)]
    [InlineData("R: go : b\n3 6 9", 6)]
    [InlineData("R: go\n1 1 1\n3 6 9\n1 1 1", 6)]
    [InlineData("R: * : * : * 5", 5)]
    public void Rewards_of_an_mdp_have_no_observation(string lines, double expected)
    {
        string head = Head.Replace("observations: dark light\n", "", StringComparison.Ordinal);
        Assert.Equal(expected, Parse(head + Moves + lines).Game.LocalReward(1, 0, 0), 1e-14);
    }

    /// <summary>What `antiphon export --pomdp` writes: a state is a pair (s_g, s_l), which becomes the local state.</summary>
    [Fact]
    public void An_exported_problem_can_be_imported()
    {
        CooperativeGame game = new RandomGame(5)
        {
            GlobalStates = 2,
            LocalStates = 3,
            GlobalActions = 2,
            LocalActions = 2,
        }.Create();
        var local = LocalPolicy.Uniform(game);
        using var text = new StringWriter();
        PomdpFile.Write(text, game, local, new PopulationPoint(1, [0.2, 0.3, 0.5]), ["made by a test"]);

        ImportedGame imported = PomdpImport.Parse(text.ToString(), "limit.pomdp", "limit", 7, CancellationToken.None);

        Assert.Equal((6, 2, 7L, 2), (imported.Game.LocalStates, imported.Game.LocalActions, imported.Game.Agents, imported.Observations));
        Assert.Equal([0, 0, 0, 0.2, 0.3, 0.5], ((IndependentLocalLaw)imported.Game.Initial.Local).Probabilities.ToArray(), (x, y) =>
            Math.Abs(x - y) < 1e-15
        );
        for (int action = 0; action < 2; action++)
        {
            for (int from = 0; from < 6; from++)
            {
                (int g, int l) = (from / 3, from % 3);
                double reward = game.GlobalReward(g, action) + ((game.LocalReward(l, g, 0) + game.LocalReward(l, g, 1)) / 2);
                Assert.Equal(reward, imported.Game.LocalReward(from, 0, action), 1e-12);
                for (int to = 0; to < 6; to++)
                {
                    double move = (game.LocalTransition(l, g, 0)[to % 3] + game.LocalTransition(l, g, 1)[to % 3]) / 2;
                    Assert.Equal(
                        game.GlobalTransition(g, action)[to / 3] * move,
                        imported.Game.LocalTransition(from, 0, action)[to],
                        1e-12
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData("discount: 0.9", "discount: 1", "line 1 gives a discount of 1; expected at least 0 and below 1")]
    [InlineData("discount: 0.9", "discount 0.9", "line 1 contains 'discount'; expected the beginning of a section")]
    [InlineData("discount: 0.9", "", "discount is missing")]
    [InlineData("discount: 0.9", "discount: 0.9\ndiscount: 0.8", "line 2 gives discount again; expected once")]
    [InlineData("values: reward", "values: profit", "line 2 contains 'profit'; expected reward or cost")]
    [InlineData("states: a b c", "states: 0", "line 3 counts 0 states; expected from 1 to 65536")]
    [InlineData("states: a b c", "states: 99999999999", "line 3 counts 99999999999 states; expected from 1 to 65536")]
    [InlineData("states: a b c", "states: a b a", "line 3: states[2] is 'a', as is line 3: states[0]")]
    [InlineData("states: a b c", "states: a : b c", "line 3 contains 'a:'; expected names of states")]
    [InlineData("states: a b c", "", "states is missing")]
    [InlineData("actions: go stay", "actions:", "line 5: actions has 0 names; expected from 1 to 65536")]
    [InlineData("start: uniform", "start: d", "line 6 contains 'd'; expected the name of a state or its index, from 0 to 2")]
    [InlineData("start: uniform", "start: 0.5 0.4 0", "line 6: start sums to 0.9; expected 1 within 1e-9")]
    [InlineData("start: uniform", "start: 0.5 0.5", "line 7 contains 'T'; expected number 3 of 3")]
    [InlineData("start: uniform", "start exclude: a b c", "line 6 leaves no state to start in")]
    [InlineData(
        "start: uniform",
        "horizon: 10",
        "line 6 contains 'horizon:'; expected names of observations up to the next section (discount, "
    )]
    [InlineData(
        "start: uniform",
        "start: uniform\nhorizon: 10",
        "line 7 contains 'horizon'; expected the beginning of a section, discount, "
    )]
    [InlineData("T: go uniform", "T: go identty", "line 7 contains 'identty'; expected number 1 of 3, uniform or identity")]
    [InlineData("T: go uniform", "T: go : d : a 1", "line 7 contains 'd'; expected the name of a state or its index, from 0 to 2, or *")]
    [InlineData("T: go uniform", "T: go : 3 : a 1", "line 7 contains '3'; expected the name of a state or its index, from 0 to 2, or *")]
    [InlineData("T: go uniform", "T: go : a : b", "line 8 contains 'T'; expected a number")]
    [InlineData("T: go uniform", "T: go : a : b NaN", "line 7 contains 'NaN'; expected a number")]
    [InlineData("T: go uniform", "T: go : a : b 1e999", "line 7 contains '1e999'; expected a number")]
    [InlineData("T: go uniform", "T: go uniform 0.5", "line 7 contains '0.5'; expected the beginning of a section")]
    [InlineData(
        "T: go uniform",
        "T: go uniform\nT: go : b : a 0.7",
        "line 8 leaves T of action go, state b with a sum of 1.3666666666666667"
    )]
    [InlineData(
        "T: go uniform",
        "T: go uniform\nT: go : b\n1 -0.5 0.5",
        "line 8 leaves T of action go, state b with a probability of -0.5"
    )]
    [InlineData("T: go uniform", "T: go : a uniform\nT: go : b uniform", "T is missing for action go, state c")]
    [InlineData("T: stay identity", "T: stay identity\nO: go\n1 2", "line 11 is the end of the file; expected number 1 of 2")]
    [InlineData(
        "T: stay identity",
        "T: stay identity\nR: go\n1 2 3",
        "line 10 contains '1'; expected a colon and a state after the action"
    )]
    [InlineData("T: stay identity", "T: stay identity\nR: go : a : b : dark 5", "O is missing for action go, state b")]
    [InlineData("T: stay identity", "T: stay identity\nstart: a", "line 9 gives start again")]
    [InlineData("observations: dark light", "", "line 9 gives O; expected observations: first")]
    public void A_fault_is_named_with_its_line(string part, string replacement, string expected)
    {
        string text = Head + Moves + (part.StartsWith("obs", StringComparison.Ordinal) ? "O: * uniform\n" : "");
        Assert.Contains(part, text, StringComparison.Ordinal);
        GameValidationException refused = Refused(text.Replace(part, replacement, StringComparison.Ordinal));
        Assert.Contains(refused.Violations, fault => fault.ToString().StartsWith(expected, StringComparison.Ordinal));
        Assert.StartsWith("test.pomdp has ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_several_sections_are_listed_together() =>
        Assert.Equal(
            ["line 2", "line 7", "line 8"],
            Refused(Head.Replace("reward", "gain", StringComparison.Ordinal) + "T: left uniform\nT: stay : a : z 1\n")
                .Violations.Select(fault => fault.Place),
            StringComparer.Ordinal
        );

    [Fact]
    public void What_would_take_too_much_memory_is_refused()
    {
        const string Large = "discount: 0.9\nvalues: reward\nstates: 60000\nactions: 10\n";
        Assert.Contains("line 5 brings", Refused(Large + "T: * uniform\n").Message, StringComparison.Ordinal);
        Assert.Contains("line 5 brings", Refused(Large + "T: * : * : * 0.1\n").Message, StringComparison.Ordinal);
        Assert.Contains(
            "at most 2,097,152 pairs",
            Refused(Large.Replace("actions: 10", "actions: 60000", StringComparison.Ordinal) + "T: * identity\n").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void More_different_rows_than_fit_are_refused()
    {
        const string Large = "discount: 0.9\nvalues: reward\nstates: 60000\nactions: 1\n";
        string lines = string.Concat(Enumerable.Range(0, 140).Select(state => $"T: 0 : {state} : * 0.1\n"));
        Assert.Contains("line 144 brings the different probabilities", Refused(Large + lines).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_would_take_too_long_to_set_again_and_again_are_refused()
    {
        const string Large = "discount: 0.9\nvalues: reward\nstates: 60000\nactions: 30\n";
        string lines = string.Concat(Enumerable.Repeat("T: * : * : 0 1\n", 40));
        Assert.Contains("line 42 brings the rows and entries that lines set", Refused(Large + lines).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_take_too_long_to_average_is_refused()
    {
        const string Dense = "discount: 0.9\nvalues: reward\nstates: 2000\nactions: 1\nobservations: 60000\nT: * uniform\n";
        string row = string.Join(' ', Enumerable.Range(0, 60_000));
        Assert.Contains(
            "R takes more than 67,108,864 steps to average",
            Refused($"{Dense}O: * : * : 0 1\nR: * : * : *\n{row}\n").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_not_such_a_file_is_refused_without_an_endless_list()
    {
        Assert.NotEmpty(Refused("").Violations);
        Assert.Contains("is XML in the format PomdpX", Refused("<?xml version=\"1.0\"?>\n<pomdpx/>").Message, StringComparison.Ordinal);
        Assert.InRange(Refused(string.Concat(Enumerable.Repeat("T: x\n", 10_000))).Violations.Count, 1, 60);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_read_or_refused()
    {
        foreach (string text in Examples().Select(name => File.ReadAllText(Path(name))))
        {
            var outcomes = new HashSet<bool>();
            for (int length = 0; length <= text.Length; length++)
            {
                outcomes.Add(IsRead(text[..length]));
            }

            Assert.Equal(2, outcomes.Count);
        }
    }

    [Fact]
    public void Files_with_characters_exchanged_are_read_or_refused()
    {
        var random = new SmallRandom(1);
        const string Characters = ":*#-+.0123456789eTOR \n\tab\u0001\ud800";
        foreach (string text in Examples().Select(name => File.ReadAllText(Path(name))))
        {
            var outcomes = new HashSet<bool>();
            for (int i = 0; i < 2000; i++)
            {
                var damaged = new StringBuilder(text);
                for (int change = random.Below(3); change >= 0; change--)
                {
                    damaged[random.Below(damaged.Length)] = Characters[random.Below(Characters.Length)];
                }

                outcomes.Add(IsRead(damaged.ToString()));
            }

            Assert.Equal(2, outcomes.Count);
        }
    }

    private static string[] Examples() => ["tiger.pomdp", "wear.mdp"];

    private static string Path(string name) => System.IO.Path.Combine(RepositoryRoot.Path, "examples", name);

    private static ImportedGame Example(string name) => PomdpImport.Load(Path(name), 1, CancellationToken.None);

    private static ImportedGame Parse(string text) => PomdpImport.Parse(text, "test.pomdp", "test", 1, CancellationToken.None);

    private static GameValidationException Refused(string text) => Assert.Throws<GameValidationException>(() => Parse(text));

    private static bool IsRead(string text)
    {
        try
        {
            Parse(text);
            return true;
        }
        catch (InvalidInputException refused)
        {
            Assert.NotEmpty(refused.Message);
            return false;
        }
    }

    private static double[] Rewards(CooperativeGame game, int state) =>
        [.. Enumerable.Range(0, game.LocalActions).Select(action => game.LocalReward(state, 0, action))];

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];

    private static double Trained(CooperativeGame game) => new Alternation(
            new AlternationOptions
            {
                Subsample = 1,
                Restarts = 1,
                Baselines = false,
            }
        ).Run(game).Value;
}
