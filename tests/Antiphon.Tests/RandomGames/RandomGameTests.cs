using System.Globalization;
using Xunit.Abstractions;

namespace Antiphon.Tests.RandomGames;

/// <summary>
/// Random games of every kind through training, certification and verification, beside the twin that enumerates. The long form:
/// ANTIPHON_GAMES=2000 dotnet test -c Release --filter RandomGameTests.
/// </summary>
[Trait("Tier", "full")]
public class RandomGameTests(ITestOutputHelper output)
{
    private const int Usual = 200;
    private const int Parts = 2;

    /// <summary>
    /// 1362 and 4428: equal rows with rare entries; the factored kernel was off by 1e-5, and so were the values. 2175 and 4072: where the
    /// gain is 0 and its errors are not, figures and their check added up the errors in another order.
    /// </summary>
    [Theory]
    [InlineData(1362)]
    [InlineData(2175)]
    [InlineData(4072)]
    [InlineData(4428)]
    public void Bounds_hold_and_verify_in_games_that_once_failed(int seed) => Assert.Null(new TrialChecks(TrialMaker.Make(seed)).Run());

    /// <summary>Seeds are dealt in turn to parts, which run one after the other.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Bounds_hold_and_verify_in_random_games(int part)
    {
        string asked = Environment.GetEnvironmentVariable("ANTIPHON_GAMES") ?? $"{Usual}";
        var failures = new List<string>();
        var refusals = new List<string>();
        int games = int.Parse(asked, CultureInfo.InvariantCulture);
        for (int seed = 1 + part; seed <= games; seed += Parts)
        {
            Trial trial = TrialMaker.Make(seed);
            try
            {
                if (new TrialChecks(trial).Run() is { } refusal)
                {
                    refusals.Add($"{trial}: {refusal}");
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failures.Add($"{trial}: {failure.Message}");
            }
        }

        output.WriteLine($"{games} games in {Parts} parts; refused: {refusals.Count}");
        refusals.ForEach(output.WriteLine);
        Assert.True(failures.Count == 0, $"{failures.Count} failed:\n{string.Join('\n', failures.Take(20))}");
        Assert.True(refusals.Count <= games / 20, $"{refusals.Count} refused:\n{string.Join('\n', refusals.Take(20))}");
    }
}
