using System.Globalization;
using Antiphon.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.AlphaVectors;

public class PomdpFileTests
{
    private const int Horizon = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_problem_read_back_has_the_value_of_the_population(int seed)
    {
        var problem = new RandomProblem(seed);
        double[] fractions = new SmallRandom((ulong)seed).Law(problem.Game.LocalStates);
        int state = seed % problem.Game.GlobalStates;
        using var text = new StringWriter { NewLine = "\n" };
        PomdpFile.Write(text, problem.Game, problem.Local, new PopulationPoint(state, [.. fractions]), ["made by a test"]);

        var read = Pomdp.Read(text.ToString());

        Assert.Equal(problem.Game.Discount, read.Discount);
        Assert.Equal(problem.Enumerate(state, fractions, Horizon, 0), read.Value(read.Start, Horizon), 1e-10);
        Assert.All(read.Rows(), sum => Assert.Equal(1, sum, 1e-9));
    }

    /// <summary>A reader of the few forms of Cassandra's format that are written, and the value of a belief over all histories.</summary>
    private sealed class Pomdp
    {
        private double[,,] moves = new double[0, 0, 0];
        private double[,] observations = new double[0, 0];
        private double[,] rewards = new double[0, 0];

        internal double Discount { get; private set; }

        internal double[] Start { get; private set; } = [];

        internal static Pomdp Read(string text)
        {
            var read = new Pomdp();
            (int states, int actions) = (0, 0);
            foreach (string line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
            {
                string[] words = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
                switch (words[0])
                {
                    case "discount":
                        read.Discount = Number(words[1]);
                        break;
                    case "values":
                        Assert.Equal("reward", words[1]);
                        break;
                    case "states":
                        states = (int)Number(words[1]);
                        break;
                    case "actions":
                        actions = (int)Number(words[1]);
                        read.moves = new double[actions, states, states];
                        read.rewards = new double[actions, states];
                        break;
                    case "observations":
                        read.observations = new double[states, (int)Number(words[1])];
                        break;
                    case "start":
                        read.Start = [.. words.Skip(1).Select(Number)];
                        break;
                    case "T":
                        read.moves[(int)Number(words[1]), (int)Number(words[2]), (int)Number(words[3])] = Number(words[4]);
                        break;
                    case "O":
                        Assert.Equal("*", words[1]);
                        read.observations[(int)Number(words[2]), (int)Number(words[3])] = Number(words[4]);
                        break;
                    case "R":
                        Assert.Equal(["*", "*"], words[3..5]);
                        read.rewards[(int)Number(words[1]), (int)Number(words[2])] = Number(words[5]);
                        break;
                    default:
                        Assert.Fail($"a line that the format does not have: {line}");
                        break;
                }
            }

            return read;
        }

        internal IEnumerable<double> Rows()
        {
            for (int action = 0; action < moves.GetLength(0); action++)
            {
                for (int from = 0; from < Start.Length; from++)
                {
                    yield return Enumerable.Range(0, Start.Length).Sum(to => moves[action, from, to]);
                }
            }

            for (int state = 0; state < Start.Length; state++)
            {
                yield return Enumerable.Range(0, observations.GetLength(1)).Sum(seen => observations[state, seen]);
            }
        }

        internal double Value(double[] belief, int horizon) =>
            horizon == 0 ? 0 : Enumerable.Range(0, moves.GetLength(0)).Max(action => Value(belief, action, horizon));

        private double Value(double[] belief, int action, int horizon)
        {
            double value = Enumerable.Range(0, belief.Length).Sum(state => belief[state] * rewards[action, state]);
            for (int seen = 0; seen < observations.GetLength(1); seen++)
            {
                double[] joint =
                [
                    .. Enumerable
                        .Range(0, belief.Length)
                        .Select(to =>
                            observations[to, seen] * Enumerable.Range(0, belief.Length).Sum(from => belief[from] * moves[action, from, to])
                        ),
                ];
                double mass = joint.Sum();
                if (mass > 0)
                {
                    value += Discount * mass * Value([.. joint.Select(share => share / mass)], horizon - 1);
                }
            }

            return value;
        }

        private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
    }
}
