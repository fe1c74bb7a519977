Console.WriteLine("FleetActors");
