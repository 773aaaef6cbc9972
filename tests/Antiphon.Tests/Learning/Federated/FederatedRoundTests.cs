using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning.Federated;

public class FederatedRoundTests
{
    private const int Batch = 10;
    private static readonly ClassifierShape Shape = new(SyntheticData.Features, 0, SyntheticData.Classes);
    private static readonly LocalWork Usual = new(Epochs: 2, StepSize: 0.05, Proximal: 0.3);

    [Fact]
    public void One_full_batch_epoch_of_one_client_is_a_gradient_step()
    {
        SyntheticData data = Data(1);
        ClientData own = data.Training[0];
        double[] start = ClassifierTests.Parameters(Shape, new RandomStream(1));
        double[] gradient = new double[Shape.Parameters];
        var classifier = new Classifier(Shape);
        for (int sample = 0; sample < own.Samples; sample++)
        {
            classifier.AddGradient(start, own.Input(sample), own.Label(sample), gradient);
        }

        using var workers = new Workers(1);
        var training = new FederatedRound(data.Training, Shape, own.Samples, start, workers);
        ClientUpdate update = training.Run([new Participant(0, new LocalWork(1, 0.1, 0))], new RandomStream(2))[0];
        for (int i = 0; i < start.Length; i++)
        {
            Assert.Equal(start[i] - (0.1 * gradient[i] / own.Samples), training.Model[i], 1e-12);
        }

        Assert.Equal(0.1 / own.Samples * Math.Sqrt(gradient.Sum(entry => entry * entry)), update.Norm, 1e-12);
    }

    [Fact]
    public void The_proximal_term_is_that_of_its_loss()
    {
        // With full batches, the second step of an epoch count of two has the gradient of the loss plus mu (w - w0).
        SyntheticData data = Data(1);
        ClientData own = data.Training[0];
        double[] start = new double[Shape.Parameters];
        var classifier = new Classifier(Shape);
        double[] expected = [.. start];
        for (int step = 0; step < 2; step++)
        {
            double[] gradient = new double[Shape.Parameters];
            for (int sample = 0; sample < own.Samples; sample++)
            {
                classifier.AddGradient(expected, own.Input(sample), own.Label(sample), gradient);
            }

            double[] before = [.. expected];
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] -= 0.1 * ((gradient[i] / own.Samples) + (4 * (before[i] - start[i])));
            }
        }

        double[] model = new double[Shape.Parameters];
        new LocalTraining(Shape, own.Samples).Run(start, own, new LocalWork(2, 0.1, 4), new RandomStream(5), model);
        Assert.All(model.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void The_server_adds_the_mean_of_updates_weighted_by_samples()
    {
        SyntheticData data = Data(3);
        double[] start = new double[Shape.Parameters];
        var round = new RandomStream(7);
        double[] expected = new double[start.Length];
        double samples = data.Training.Sum(client => client.Samples);
        for (int client = 0; client < 3; client++)
        {
            double[] model = new double[start.Length];
            RandomStream own = round.Split(LearningPurposes.FederatedClient, client);
            new LocalTraining(Shape, Batch).Run(start, data.Training[client], Usual, own, model);
            for (int i = 0; i < model.Length; i++)
            {
                expected[i] += data.Training[client].Samples / samples * model[i];
            }
        }

        using var workers = new Workers(2);
        var training = new FederatedRound(data.Training, Shape, Batch, start, workers);
        training.Run([new(0, Usual), new(1, Usual), new(2, Usual)], round);
        Assert.All(training.Model.ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void Models_are_the_same_bits_at_any_number_of_threads()
    {
        double[][] models = [.. new[] { 1, 2, 5 }.Select(threads => Train(threads, rounds: 5))];
        Assert.Equal(models[0], models[1]);
        Assert.Equal(models[0], models[2]);
    }

    [Fact]
    public void A_round_without_participants_leaves_the_model()
    {
        SyntheticData data = Data(2);
        double[] start = ClassifierTests.Parameters(Shape, new RandomStream(1));
        using var workers = new Workers(1);
        var training = new FederatedRound(data.Training, Shape, Batch, start, workers);
        Assert.Empty(training.Run([], new RandomStream(1)));
        Assert.Equal(start, training.Model.ToArray());
    }

    [Fact]
    public void A_step_size_that_diverges_stops_the_training_with_its_cause()
    {
        SyntheticData data = Data(1);
        using var workers = new Workers(1);
        var training = new FederatedRound(data.Training, Shape, Batch, new double[Shape.Parameters], workers);
        ArithmeticException error = Assert.Throws<ArithmeticException>(() =>
            training.Run([new Participant(0, new LocalWork(1, 1e308, 1))], new RandomStream(1))
        );
        Assert.Equal("the federated model is no longer finite: training diverged; lower the step size", error.Message);
    }

    [Fact]
    public void Training_lowers_the_loss_of_all_clients()
    {
        SyntheticData data = Data(10);
        using var workers = new Workers(2);
        var loss = new ClassifierLoss(ClientData.Concat(data.Validation), Shape, workers);
        (double before, double chance) = loss.Evaluate(new double[Shape.Parameters]);
        Assert.Equal(Math.Log(SyntheticData.Classes), before, 1e-12);
        (double after, double accuracy) = loss.Evaluate(Train(2, rounds: 30));
        Assert.InRange(after, 0, 0.8 * before);
        Assert.InRange(accuracy, chance + 0.2, 1);
    }

    private static double[] Train(int threads, int rounds)
    {
        SyntheticData data = Data(10);
        using var workers = new Workers(threads);
        var training = new FederatedRound(data.Training, Shape, Batch, new double[Shape.Parameters], workers);
        for (int round = 0; round < rounds; round++)
        {
            training.Run([.. Enumerable.Range(0, 10).Select(client => new Participant(client, Usual))], new RandomStream((ulong)round));
        }

        return training.Model.ToArray();
    }

    private static SyntheticData Data(int clients) => SyntheticData.Create(new SyntheticDataOptions { Clients = clients });
}
