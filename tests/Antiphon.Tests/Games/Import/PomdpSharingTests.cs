using System.Globalization;
using System.Text;
using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games.Import;

/// <summary>Rows that one line sets in many places of a file in Cassandra's format are stored once.</summary>
public class PomdpSharingTests
{
    private const int States = 100;

    /// <summary>A row counts as one more than its probabilities that are not 0.</summary>
    [Theory]
    [InlineData("T: * uniform", 101)]
    [InlineData("T: * : * reset", 101)]
    [InlineData("T: * : * : * 0.01", 101)]
    [InlineData("T: * : * : 3 1", 2)]
    [InlineData("T: * identity", 200)]
    [InlineData("T: 0 uniform\nT: 1 uniform", 101)]
    [InlineData("T: 0 identity\nT: 1 identity", 200)]
    [InlineData("T: * uniform\nT: * : * : 3 0\nT: * : * : 3 0.01", 202)] // The row without the third, and the uniform one.
    [InlineData("T: * uniform\nT: 0 : 5 : 5 0", 201)]
    [InlineData("T: * uniform\nT: 0 : 5 : 5 0\nT: 0 : 5 : 5 0.01", 202)]
    [InlineData("T: * uniform\nT: 0 : 5 : 5 0\nT: 0 : 5 uniform", 101)]
    [InlineData("T: * uniform\nT: 0 : * : 3 0", 201)]
    [InlineData("T: * : * : * 0.01\nT: 0 : 5 : 5 0.02\nT: 0 : 5 : 6 0", 201)]
    [InlineData("T: * : * : * 0.01\nT: * identity", 200)]
    public void A_row_is_stored_once_wherever_it_stands(string lines, long stored) => Assert.Equal(stored, Stored(States, 2, lines));

    /// <summary>A hundred characters that once were 8 million probabilities, and 1.8 million rows.</summary>
    [Theory]
    [InlineData(2896, 1, "T: * uniform", 2897)]
    [InlineData(60_000, 30, "T: * : * : 0 1", 2)]
    [InlineData(5000, 1, "T: * : * : * 0.0002", 5001)]
    public void A_small_file_with_wildcards_stores_little(int states, int actions, string lines, long stored) =>
        Assert.Equal(stored, Stored(states, actions, lines));

    [Fact]
    public void A_game_of_a_small_file_holds_one_row()
    {
        CooperativeGame game = Parse(Head(2896, 1) + "T: * uniform\nR: * : * : * : * 2\n");
        Assert.Equal(2896 + 1, game.TransitionEntries);
        Assert.Same(game.LocalRow(0, 0, 0), game.LocalRow(2895, 0, 0));
        Assert.Equal(2, game.LocalReward(17, 0, 0));
    }

    /// <summary>Against a plain array of numbers, on lines at random; a last column makes every row sum to 1.</summary>
    [Fact]
    public void Sharing_changes_no_row()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new SmallRandom(seed);
            double[,,] twin = new double[3, 5, 5];
            var text = new StringBuilder(Head(5, 3));
            for (int line = random.Below(12); line >= 0; line--)
            {
                Line(random, twin, text);
            }

            Complete(twin, text);
            CooperativeGame game = Parse(text.ToString());
            for (int place = 0; place < 15; place++)
            {
                (int action, int state) = (place / 5, place % 5);
                double[] expected = [.. Enumerable.Range(0, 5).Select(column => twin[action, state, column])];
                Assert.Equal(expected, game.LocalTransition(state, 0, action).ToArray(), (x, y) => Math.Abs(x - y) < 1e-15);
            }
        }
    }

    private static void Line(SmallRandom random, double[,,] twin, StringBuilder text)
    {
        (int? action, int? state, int? column) = (Chosen(random, 3), Chosen(random, 5), Chosen(random, 5));
        double probability = random.Below(3) / 16.0;
        (string a, string s) = (Word(action), Word(state));
        switch (random.Below(4))
        {
            case 0:
                text.AppendLine($"T: {a} : {s} uniform");
                Set(twin, action, state, null, (_, _) => 0.2);
                break;
            case 1:
                text.AppendLine($"T: {a} identity");
                Set(twin, action, null, null, (row, target) => row == target ? 1 : 0);
                break;
            default:
                text.AppendLine($"T: {a} : {s} : {Word(column)} {Number(probability)}");
                Set(twin, action, state, column, (_, _) => probability);
                break;
        }
    }

    private static void Complete(double[,,] twin, StringBuilder text)
    {
        for (int place = 0; place < 15; place++)
        {
            (int action, int state) = (place / 5, place % 5);
            for (int column = 0; column < 4 && Enumerable.Range(0, 4).Sum(each => twin[action, state, each]) > 1; column++)
            {
                text.AppendLine($"T: {action} : {state} : {column} 0");
                twin[action, state, column] = 0;
            }

            twin[action, state, 4] = 1 - Enumerable.Range(0, 4).Sum(each => twin[action, state, each]);
            text.AppendLine($"T: {action} : {state} : 4 {Number(twin[action, state, 4])}");
        }
    }

    private static void Set(double[,,] twin, int? action, int? state, int? column, Func<int, int, double> value)
    {
        for (int a = 0; a < 3; a++)
        {
            for (int s = 0; s < 5; s++)
            {
                for (int c = 0; c < 5; c++)
                {
                    bool isMeant = (action ?? a) == a && (state ?? s) == s && (column ?? c) == c;
                    twin[a, s, c] = isMeant ? value(s, c) : twin[a, s, c];
                }
            }
        }
    }

    private static int? Chosen(SmallRandom random, int count) => random.Below(2) == 0 ? null : random.Below(count);

    private static string Word(int? index) => index?.ToString(CultureInfo.InvariantCulture) ?? "*";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Head(int states, int actions) => $"discount: 0.9\nvalues: reward\nstates: {states}\nactions: {actions}\n";

    private static CooperativeGame Parse(string text) => PomdpImport.Parse(text, "test.pomdp", "test", 1, CancellationToken.None).Game;

    private static long Stored(int states, int actions, string lines)
    {
        var reader = new PomdpReader(Head(states, actions) + lines + "\n", CancellationToken.None);
        reader.Read("test", 1);
        return reader.Stored;
    }
}
