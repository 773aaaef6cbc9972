using System.Security.Cryptography;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Tests.Planning;

/// <summary>
/// One number for a fixed job, the same on every machine, thread count and vector width: the game's tables and the solver use only the
/// IEEE operations + - * / and fused multiply-add. Run again by the gate with vector instructions switched off.
/// </summary>
public class FingerprintTests
{
    // Recorded from the first run with AVX-512; the gate compares every narrower width with it. It changes when the order of
    // arithmetic in advance or in the Bellman backup changes, which is allowed, but has to be seen.
    private const string Expected = "ff36a0868eac695e";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Surrogate_values_have_the_recorded_bits(int threads)
    {
        CooperativeGame game = Game();
        var options = new GLearnOptions { Accuracy = 1e-9, Threads = threads };
        GLearnResult result = new GLearn(options).Solve(game, LocalPolicy.Uniform(game), 16);
        Assert.Equal(Expected, Fingerprint(result.Values));
    }

    private static string Fingerprint(IReadOnlyList<double[]> values)
    {
        byte[] bytes = values.SelectMany(row => row).SelectMany(BitConverter.GetBytes).ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
    }

    // Five zones, five global states: rows are small whole numbers over their sum.
    private static CooperativeGame Game()
    {
        const int Size = 5;
        return CooperativeGame.Create(
            new GameDefinition
            {
                Name = "fingerprint",
                Discount = 0.9375,
                Agents = 100,
                GlobalStateNames = Names(Size),
                LocalStateNames = Names(Size),
                GlobalActionNames = Names(3),
                LocalActionNames = Names(2),
                GlobalTransition = Table(Size, state => Table(3, action => Row(state + (2 * action), state))),
                LocalTransition = Table(Size, local => Table(Size, global => Table(2, action => Row(local + global + action, local)))),
                GlobalReward = Table(Size, state => Table(3, action => ((state * 3) + action) % 7 / 8.0)),
                LocalReward = Table(Size, local =>
                    Table(Size, global => Table(2, action => ((local * 5) + (global * 3) + action) % 11 / 4.0))
                ),
                Initial = new InitialLaw([0.5, 0.125, 0.125, 0.125, 0.125], new DirichletLocalLaw(1)),
            }
        );

        static double[] Row(int seed, int heavy)
        {
            double[] row = new double[Size];
            for (int place = 0; place < Size; place++)
            {
                row[place] = 1 + ((seed + (3 * place)) % 4) + (place == heavy ? 20 : 0);
            }

            double sum = row.Sum();
            return [.. row.Select(value => value / sum)];
        }
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(number => $"{number}")];

    private static T[] Table<T>(int count, Func<int, T> entry) => [.. Enumerable.Range(0, count).Select(entry)];
}
