Console.Error.WriteLine("See --help.");
