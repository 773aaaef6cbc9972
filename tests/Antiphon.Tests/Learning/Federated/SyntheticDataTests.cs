using Antiphon.Learning;

namespace Antiphon.Tests.Learning.Federated;

public class SyntheticDataTests
{
    [Fact]
    public void A_clients_data_depend_on_the_seed_and_its_number_alone()
    {
        SyntheticData few = Create(new SyntheticDataOptions { Clients = 3, Populations = 3 });
        SyntheticData many = Create(new SyntheticDataOptions { Clients = 8, Populations = 3 });
        SyntheticData other = Create(new SyntheticDataOptions { Clients = 3, Seed = 2 });
        Assert.Equal(few.Training[2].Input(0).ToArray(), many.Training[2].Input(0).ToArray());
        Assert.NotEqual(few.Training[2].Input(0).ToArray(), other.Training[2].Input(0).ToArray());
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Sizes_are_lognormal_from_50_to_the_largest_allowed()
    {
        SyntheticData data = Create(new SyntheticDataOptions { Clients = 2_000 });
        int[] sizes = [.. data.Training.Zip(data.Validation, (train, held) => train.Samples + held.Samples)];
        Assert.All(sizes, size => Assert.InRange(size, 50, 500));

        // P(50 + exp(4 + 2z) >= 500) = P(z >= (ln 450 - 4)/2) = P(z >= 1.0546) = 0.1458; median 50 + e^4 = 104.6. Five standard errors.
        Assert.InRange(sizes.Count(size => size == 500) / 2_000.0, 0.1458 - 0.0395, 0.1458 + 0.0395);
        Assert.InRange(sizes.Count(size => size <= 104) / 2_000.0, 0.5 - 0.056, 0.5 + 0.056);
    }

    [Fact]
    public void Inputs_have_the_declared_means_and_variances()
    {
        // beta = 0: the means v have entries N(0, 1); within a client feature j has variance j^-1.2.
        SyntheticData data = Create(
            new SyntheticDataOptions
            {
                Clients = 400,
                Populations = 400,
                Beta = 0,
            }
        );
        foreach (int feature in new[] { 0, 9, 59 })
        {
            (double means, double within, double degrees) = (0.0, 0.0, 0.0);
            foreach (ClientData client in data.Training)
            {
                double[] values = [.. Enumerable.Range(0, client.Samples).Select(sample => client.Input(sample)[feature])];
                double mean = values.Average();
                means += mean * mean;
                within += values.Sum(value => (value - mean) * (value - mean));
                degrees += values.Length - 1;
            }

            double variance = Math.Pow(feature + 1, -1.2);
            double average = data.Training.Average(client => 1.0 / client.Samples);

            // Relative standard errors sqrt(2/degrees) and about sqrt(2/400) = 0.071; five of them.
            Assert.InRange(within / degrees / variance, 1 - (5 * Math.Sqrt(2 / degrees)), 1 + (5 * Math.Sqrt(2 / degrees)));
            Assert.InRange(means / 400 / (1 + (variance * average)), 1 - 0.354, 1 + 0.354);
        }
    }

    [Fact]
    public void Clients_differ_more_as_alpha_and_beta_grow()
    {
        // The mean of all inputs of a client has variance 1/60 + beta^2 or so between clients.
        double[] spreads =
        [
            .. new[] { 0.0, 3.0 }.Select(beta =>
                Create(
                    new SyntheticDataOptions
                    {
                        Clients = 300,
                        Populations = 300,
                        Beta = beta,
                    }
                )
                    .Training.Average(client =>
                    {
                        double[] inputs = [.. Enumerable.Range(0, client.Samples).SelectMany(sample => client.Input(sample).ToArray())];
                        return inputs.Average() * inputs.Average();
                    })
            ),
        ];
        Assert.InRange(spreads[0], 0, 0.1);
        Assert.InRange(spreads[1], 5, 14);
    }

    [Fact]
    public void Clients_of_one_population_share_its_law_and_no_sample()
    {
        SyntheticData data = Create(new SyntheticDataOptions { Clients = 60, Populations = 2 });
        double[] means =
        [
            .. data.Training.Select(client => Enumerable.Range(0, client.Samples).Average(sample => client.Input(sample)[20])),
        ];

        // Within a population, means of at least 40 samples of standard deviation 21^-0.6 = 0.161 differ by less than 0.2.
        Assert.All(Enumerable.Range(2, 58), client => Assert.Equal(means[client % 2], means[client], 0.2));
        Assert.NotEqual(data.Training[0].Input(0).ToArray(), data.Training[2].Input(0).ToArray());
    }

    public static TheoryData<SyntheticDataOptions, string> Wrong =>
        new()
        {
            {
                new() { Clients = 0 },
                "Clients is 0; expected at least 1; Populations is 0; expected at least 1"
            },
            {
                new() { Populations = 31 },
                "Populations is 31; expected at most 30"
            },
            {
                new() { Alpha = -1 },
                "Alpha is -1; expected a number from 0 to below Infinity"
            },
            {
                new() { Beta = double.NaN },
                "Beta is NaN; expected a number from 0 to below Infinity"
            },
            {
                new() { LargestClient = 501 },
                "LargestClient is 501; expected at most 500"
            },
            {
                new() { HeldOut = 1 },
                "HeldOut is 1; expected a number strictly between 0 and 1"
            },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Options_out_of_range_are_refused(SyntheticDataOptions options, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOptionException>(() => Create(options)).Message);

    [Fact]
    public void Data_beyond_memory_are_refused_before_they_are_drawn()
    {
        using IDisposable limit = Antiphon.Populations.MemoryBudget.Limit(1_000_000);
        string message = Assert.Throws<DoesNotFitException>(() => Create(new SyntheticDataOptions { Clients = 1_000 })).Message;
        Assert.StartsWith("the data of 1,000 clients needs 240 MB", message, StringComparison.Ordinal);
        Assert.Contains("lower Clients or LargestClient", message, StringComparison.Ordinal);
    }

    private static SyntheticData Create(SyntheticDataOptions options) => SyntheticData.Create(options);
}
